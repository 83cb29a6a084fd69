// Prints a software bill of materials (CycloneDX) of what is installed with the program: `npm run --silent sbom > sbom.json`.
// npm's own `--omit dev` leaves out, too, what both the program and its developers need.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const about = z.object({ name: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8')));
const { packages } = z
  .object({ packages: z.record(z.string(), z.object({ version: z.string(), dev: z.boolean().default(false) })) })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));

const reference = z.object({ ref: z.string(), dependsOn: z.array(z.string()).default([]) });
/** What `npm sbom` prints, as far as it is changed: https://cyclonedx.org/docs/1.5/json/ */
const billSchema = z.looseObject({
  metadata: z.looseObject({ component: z.looseObject({ 'bom-ref': z.string() }) }),
  components: z.array(z.looseObject({ 'bom-ref': z.string(), name: z.string(), version: z.string() })),
  dependencies: z.array(reference),
});

const command = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
const { stdout, stderr, status } = spawnSync('npm', command, { encoding: 'utf8', maxBuffer: 1e9 });
if (status !== 0) throw new Error(stderr);
const bill = billSchema.parse(JSON.parse(stdout));

const installed = new Set(
  Object.entries(packages).flatMap(([path, { version, dev }]) =>
    path === '' || dev ? [] : [`${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`],
  ),
);
const components = bill.components.filter(({ name, version }) => installed.has(`${name}@${version}`));
const { component } = bill.metadata;
const kept = new Set([component['bom-ref'], ...components.map((one) => one['bom-ref'])]);
const dependencies = bill.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }));
// npm calls the program by the folder that it lies in.
const metadata = { ...bill.metadata, component: { ...component, name: about.name } };
console.log(JSON.stringify({ ...bill, metadata, components, dependencies }, undefined, 2));
