// official.js SCHEMA FILE... - holds JSON files against the schema as it is published, by ajv.
const Ajv = require("ajv");
const [schema, ...files] = process.argv.slice(2);
const read = (path) => JSON.parse(require("fs").readFileSync(path, "utf8"));
const ajv = new Ajv({ schemaId: "auto", meta: false, validateSchema: false, allErrors: true });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const holds = ajv.compile(read(schema));
for (const file of files) {
    if (!holds(read(file))) {
        console.error(ajv.errorsText(holds.errors, { dataVar: file, separator: "\n" }));
        process.exitCode = 1;
    }
}
