/** How long the gradients of both networks were in each epoch, and what penalties added to the discriminator's loss. */
export const sql = `
-- Euclidean norms of the gradients, all layers of a network together, before they are clipped: means over the epoch's updates.
-- NULL: not recorded, as in epochs of earlier programs, or not a number and named in nan_columns.
ALTER TABLE epochs ADD COLUMN gradient_norm_generator REAL;
ALTER TABLE epochs ADD COLUMN gradient_norm_discriminator REAL;
-- What the penalties added to the discriminator's loss: mean over the epoch's updates. NULL: the run has none, or as above.
ALTER TABLE epochs ADD COLUMN penalty REAL;
-- Which of these three columns are not a number, separated by spaces; NULL when there is none.
ALTER TABLE epochs ADD COLUMN nan_columns TEXT;

DROP VIEW losses;
CREATE VIEW losses AS
SELECT runs.id AS run, runs.name, runs.seed, epoch, loss_generator, loss_real, loss_fake, seconds,
  gradient_norm_generator, gradient_norm_discriminator, penalty
FROM epochs JOIN runs USING (run_key);
`;
