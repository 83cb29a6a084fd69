// Asks the registry for known faults of what is installed: `npm run audit`. Exceptions stand in audit-exceptions.json.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Where it is set, a registry that does not answer is a failure. */
const REQUIRED = 'GAN_WORKBENCH_REQUIRE_AUDIT';

const SEVERITIES = ['info', 'low', 'moderate', 'high', 'critical'] as const;
type Severity = (typeof SEVERITIES)[number];

/** From which severity on a fault counts: in what a researcher installs, and in what only developers do. */
const SCOPES: readonly { readonly omit: readonly string[]; readonly least: Severity }[] = [
  { omit: ['--omit=dev'], least: 'moderate' },
  { omit: [], least: 'high' },
];

const advisorySchema = z.object({
  name: z.string(),
  title: z.string(),
  url: z.string(),
  severity: z.enum(SEVERITIES),
  range: z.string(),
});
/** What `npm audit --json` prints: https://docs.npmjs.com/cli/v11/commands/npm-audit#audit-report-version */
const reportSchema = z.object({
  auditReportVersion: z.literal(2),
  /** `via` names other packages where the fault is theirs. */
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisorySchema])) })),
});
const refusalSchema = z.object({ message: z.string() });
const exceptionsSchema = z.array(
  z.strictObject({
    /** As it ends the advisory's address: `GHSA-xxxx-xxxx-xxxx`. */
    advisory: z.string().min(1),
    package: z.string().min(1),
    /** Why it does no harm here, or cannot be mended yet. */
    reason: z.string().min(20),
    since: z.iso.date(),
    /** From this day on it counts again. */
    until: z.iso.date(),
  }),
);

type Advisory = z.output<typeof advisorySchema>;

/** Faults from `least` on; the reason where the registry does not tell. */
function ask(omit: readonly string[], least: Severity): readonly Advisory[] | string {
  const { stdout, stderr } = spawnSync('npm', ['audit', '--json', ...omit], { encoding: 'utf8' });
  const printed: unknown = stdout.trim() === '' ? { message: stderr.trim() } : JSON.parse(stdout);
  const report = reportSchema.safeParse(printed);
  if (!report.success) return refusalSchema.parse(printed).message;
  return Object.values(report.data.vulnerabilities)
    .flatMap(({ via }) => via)
    .filter((one): one is Advisory => typeof one !== 'string')
    .filter(({ severity }) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least));
}

const today = new Date().toISOString().slice(0, 10);
const [file = new URL('audit-exceptions.json', import.meta.url)] = process.argv.slice(2);
const exceptions = exceptionsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const found = new Map<string, Advisory>();
let silence: string | undefined;
for (const { omit, least } of SCOPES) {
  const advisories = ask(omit, least);
  if (typeof advisories === 'string') silence = advisories;
  else for (const one of advisories) found.set(`${one.url} ${one.name}`, one);
}

const faults: string[] = [];
const isAbout = ({ advisory, package: name }: (typeof exceptions)[number], fault: Advisory) =>
  fault.url.endsWith(`/${advisory}`) && fault.name === name;
for (const fault of found.values()) {
  const exception = exceptions.find((one) => isAbout(one, fault));
  const { name, range, severity, title, url } = fault;
  const line = `${name} ${range} (${severity}): ${title}, ${url}`;
  if (exception === undefined) faults.push(line);
  else if (exception.until <= today) faults.push(`${line}; the exception has ended on ${exception.until}`);
  else console.log(`Excepted until ${exception.until}: ${line}\n  ${exception.reason}`);
}
if (silence === undefined) {
  for (const exception of exceptions) {
    if (![...found.values()].some((fault) => isAbout(exception, fault))) {
      faults.push(`the exception for ${exception.advisory} in ${exception.package} is needed no longer; remove it`);
    }
  }
  console.log(`${found.size} known faults that count, ${exceptions.length} exceptions.`);
} else {
  console.log(`NOT AUDITED: the registry does not tell of faults (${silence}).`);
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 || (silence !== undefined && process.env[REQUIRED]) ? 1 : 0;
