// Validates a report against the schema of its format:  node validate.js KIND FILE   (KIND: sarif, cyclonedx, spdx,
// openvex, osv, cve5, csaf). Prints what is wrong and exits 1; exits 2 where a schema is not there. SARIF, CycloneDX and
// CSAF schemas come with the npm packages of package.json, the others from the folder "schemas" of $WARD_TEST_DATA; that of
// CVE records, the bundled one, also from PyPI's cvelib (tests/peers/cve_schema.sh). CSAF's package also has the mandatory tests of the
// specification's section 6.1; all of them are run.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const Ajv = require('ajv').default;
const Ajv2020 = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;

const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const inPackage = (name, file) => path.join(__dirname, 'node_modules', name, file);
const inTestData = (file) => path.join(process.env.WARD_TEST_DATA || '/nonexistent', 'schemas', file);
const cyclonedx = (file) => inPackage('@cyclonedx/cyclonedx-library', `res/schema/${file}.SNAPSHOT.schema.json`);

const firstOf = (...files) => files.find((file) => fs.existsSync(file)) ?? files[0];
const inPeers = (file) => path.join(__dirname, '../../build/peers', file);

const kinds = {
  sarif: { ajv: Ajv, schema: inPackage('@microsoft/jest-sarif', 'lib/schemas/sarif-2.1.0-rtm.5.json') },
  cyclonedx: {
    ajv: Ajv,
    schema: cyclonedx('bom-1.6'),
    others: [cyclonedx('spdx'), cyclonedx('jsf-0.82'), cyclonedx('cryptography-defs')],
  },
  spdx: { ajv: Ajv, schema: inTestData('spdx-2.3.schema.json') },
  openvex: { ajv: Ajv2020, schema: inTestData('openvex-0.2.0.schema.json') },
  osv: { ajv: Ajv2020, schema: inTestData('osv.schema.json') },
  cve5: { ajv: Ajv, schema: firstOf(inTestData('cve-5.schema.json'), inPeers('cvelib/cvelib/schemas/CVE_JSON_bundled_5.1.1.json')) },
};

const [kind, file] = process.argv.slice(2);

async function validateCsaf() {
  const library = '@secvisogram/csaf-validator-lib';
  if (!fs.existsSync(inPackage(library, 'validate.js'))) {
    console.error('no schema for csaf');
    process.exit(2);
  }
  const [schemas, mandatory, { default: run }] = await Promise.all(
    ['schemaTests.js', 'mandatoryTests.js', 'validate.js'].map((name) => import(`${library}/${name}`)));
  const { tests } = await run([...Object.values(schemas), ...Object.values(mandatory)], read(file));
  if (tests.length < 45) throw new Error(`only ${tests.length} tests of CSAF were run`);
  for (const test of tests.filter(({ isValid }) => !isValid))
    console.error(`${test.name}: ${JSON.stringify(test.errors).slice(0, 400)}`);
  process.exit(tests.every(({ isValid }) => isValid) ? 0 : 1);
}

function validateBySchema() {
  const { ajv: Validator, schema, others = [] } = kinds[kind];
  if (![schema, ...others].every((name) => fs.existsSync(name))) {
    console.error(`no schema for ${kind}`);
    process.exit(2);
  }
  // The schemas use keywords and regular expressions that ajv's strictness would refuse to compile; documents are judged in
  // full all the same.
  const ajv = new Validator({ strict: false, allErrors: true, verbose: true, unicodeRegExp: false });
  addFormats(ajv);
  for (const format of ['iri', 'iri-reference']) {
    // ajv-formats has no IRI formats: an IRI is a URI once its other characters are percent-encoded.
    const uri = ajv.formats[format.replace('iri', 'uri')];
    const isUri = (text) => (uri.test ? uri.test(text) : typeof uri === 'function' ? uri(text) : uri.validate(text));
    ajv.addFormat(format, (text) => isUri(text.replace(/[^\x00-\x7f]/gu, encodeURIComponent)));
  }
  ajv.addFormat('idn-email', true);
  // CycloneDX refers to its other schemas by the file names of the package.
  for (const name of others) ajv.addSchema(read(name), `http://cyclonedx.org/schema/${path.basename(name)}`);
  const main = read(schema);
  if (/draft-04/.test(main.$schema)) {
    // SARIF's schema says draft 4 and uses nothing that draft 7 reads otherwise, but for the name of the id.
    delete main.$schema;
    delete main.id;
  }
  const validate = ajv.compile(main);
  if (!validate(read(file))) {
    for (const error of validate.errors.slice(0, 20))
      console.error(`${error.instancePath || '/'}: ${error.message}: ${JSON.stringify(error.data).slice(0, 200)}`);
    process.exit(1);
  }
}

if (kind === 'csaf') validateCsaf();
else validateBySchema();
