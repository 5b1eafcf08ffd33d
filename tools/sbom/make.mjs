// Writes docs/sbom.cdx.json and docs/licences.md: what the published service consists of, besides .NET itself.
//   node make.mjs PUBLISHED/LeadScoring.Api.deps.json           writes both
//   node make.mjs PUBLISHED/LeadScoring.Api.deps.json --check   says what is out of date, and ends with 1
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import cyclonedx from '@cyclonedx/cyclonedx-library';

const { Contrib, Enums, Models, Serialize, Spec } = cyclonedx;
const [deps, mode] = process.argv.slice(2);
const docs = join(import.meta.dirname, '../../docs');
const packagesFolder = execFileSync('dotnet', ['nuget', 'locals', 'global-packages', '--list'], { encoding: 'utf8' }).replace(/^.*?: /, '').trim();

const { libraries, targets, runtimeTarget } = JSON.parse(readFileSync(deps, 'utf8'));
const dependenciesOf = targets[runtimeTarget.name];
const shipped = Object.keys(libraries).filter(key => libraries[key].type === 'package').sort();

const nuspecOf = (name, version) => readFileSync(join(packagesFolder, name.toLowerCase(), version, `${name.toLowerCase()}.nuspec`), 'utf8');
const element = (nuspec, name, kind = '') => nuspec.match(new RegExp(`<${name}${kind}[^>]*>([^<]*)</${name}>`))?.[1];

function readPackage(key) {
  const [name, version] = key.split('/');
  const nuspec = nuspecOf(name, version);
  const licence = element(nuspec, 'license', ' type="expression"');
  if (!licence) throw new Error(`${key} has no licence expression: read its licence, and decide.`);
  return { key, name, version, licence, authors: element(nuspec, 'authors'), home: element(nuspec, 'projectUrl'), sha512: libraries[key].sha512.replace(/^sha512-/, '') };
}

function billOf(packages) {
  const licences = new Contrib.License.Factories.LicenseFactory();
  const components = new Map(packages.map(each => {
    const component = new Models.Component(Enums.ComponentType.Library, each.name, {
      bomRef: each.key, version: each.version, publisher: each.authors, purl: `pkg:nuget/${each.name}@${each.version}`,
      hashes: new Models.HashDictionary([[Enums.HashAlgorithm['SHA-512'], Buffer.from(each.sha512, 'base64').toString('hex')]]),
    });
    component.licenses.add(each.licence.includes(' ') ? new Models.LicenseExpression(each.licence) : licences.makeFromString(each.licence));
    return [each.key, component];
  }));
  const keyOf = new Map(packages.map(each => [each.name, each.key]));
  const needs = key => Object.keys(dependenciesOf[key]?.dependencies ?? {}).flatMap(name =>
    keyOf.has(name) ? [components.get(keyOf.get(name)).bomRef] : libraries[`${name}/1.0.0`]?.type === 'project' ? needs(`${name}/1.0.0`) : []);
  components.forEach((component, key) => needs(key).forEach(ref => component.dependencies.add(ref)));

  const service = new Models.Component(Enums.ComponentType.Application, 'LeadScoring', { bomRef: 'LeadScoring' });
  needs(Object.keys(libraries)[0]).forEach(ref => service.dependencies.add(ref));
  const bill = new Models.Bom({ metadata: new Models.Metadata({ component: service }) });
  components.forEach(component => bill.components.add(component));
  return new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6)).serialize(bill, { sortLists: true, space: 2 }) + '\n';
}

function tableOf(packages) {
  const rows = packages.map(each => `| [${each.name}](${each.home}) | ${each.version} | ${each.licence} |`);
  return `# Licences

What the published service consists of, besides .NET and ASP.NET Core (MIT) and the base image. The same list for programs, with hashes:
[sbom.cdx.json](sbom.cdx.json) (CycloneDX 1.6).

| package | version | licence |
| --- | --- | --- |
${rows.join('\n')}

Both files are made from a published build, and \`.ci/run\` fails when they are out of date:

\`\`\`sh
dotnet publish src/LeadScoring.Api --configuration Release --output published
(cd tools/sbom && npm ci --ignore-scripts && node make.mjs ../../published/LeadScoring.Api.deps.json)
\`\`\`
`;
}

const packages = shipped.map(readPackage);
const files = { 'sbom.cdx.json': billOf(packages), 'licences.md': tableOf(packages) };
if (mode === '--check') {
  const stale = Object.keys(files).filter(file => readFileSync(join(docs, file), 'utf8') !== files[file]);
  stale.forEach(file => console.error(`docs/${file} is out of date: make it again as docs/licences.md says.`));
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  Object.entries(files).forEach(([file, text]) => writeFileSync(join(docs, file), text));
}
