// Real and invented packages, resolved by Node.js: the same files, the same errors.
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "formats/json_writer.h"
#include "lang/javascript/imports.h"
#include "lang/javascript/oracle_fixture.h"
#include "lang/javascript/real_files_fixture.h"
#include "lang/javascript/resolve.h"

namespace ward::javascript {
namespace {

struct Question {
    Loader loader;
    std::string file;
    std::string specifier;
};

std::string answer_of(const Resolution& found, Loader loader) {
    if (found.error != ResolveError::none) return "error " + std::string(code_of(found.error, loader));
    if (found.is_data) return "data";
    return found.builtin.empty() ? found.path : "builtin " + found.builtin;
}

// Asks Node.js and counts the differences.
size_t compare_with_node(const std::vector<Question>& questions, std::map<std::string, size_t>& answers,
                         const std::string& flags = {}, const ResolveOptions& options = {}) {
    const fs::path asked = fs::temp_directory_path() / ("ward_questions." + std::to_string(getpid()));
    {
        std::ofstream out(asked);
        for (const Question& one : questions)
            out << (one.loader == Loader::require ? "[\"require\"," : "[\"import\",") << json_quote(one.file) << ','
                << json_quote(one.specifier) << "]\n";
    }
    const std::vector<std::string> lines =
        lines_of("HOME=/nonexistent NODE_PATH= " + node_24 + " --no-warnings --experimental-import-meta-resolve " +
                 flags + " tests/oracles/js_resolve.mjs < '" + asked.string() + "'");
    fs::remove(asked);
    EXPECT_EQ(lines.size(), questions.size());
    const RealFiles files;
    Resolver resolver(files, options);
    size_t different = 0;
    std::map<std::pair<std::string, std::string>, size_t> kinds;
    for (size_t i = 0; i < std::min(lines.size(), questions.size()); ++i) {
        const Question& one = questions[i];
        const std::string expected = text_of(parse(lines[i]));
        const std::string answer = answer_of(resolver.resolve(one.specifier, one.file, one.loader), one.loader);
        const auto kind_of = [](const std::string& text) {
            return text.starts_with("error") ? text : text.starts_with('/') ? "file" : text.substr(0, text.find(' '));
        };
        ++answers[kind_of(expected)];
        if (answer == expected) continue;
        ++different;
        if (++kinds[{kind_of(expected), kind_of(answer)}] <= shown_differences)
            ADD_FAILURE() << (one.loader == Loader::require ? "require " : "import ") << json_quote(one.specifier)
                          << " in " << one.file << ": node has " << expected << ", we have " << answer;
    }
    return different;
}

TEST(JavascriptOracle, RealPackagesResolveAsNodeResolvesThem) {
    if (!fs::exists(node_24) || folders().empty()) GTEST_SKIP() << "needs node 24 in tests/nodes and packages";
    std::vector<Question> questions;
    for (const std::string& tree : trees) {
        if (!fs::exists(tree)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(fs::canonical(tree))) {
            const std::string path = entry.path().string();
            if (!entry.is_regular_file() ||
                !(path.ends_with(".js") || path.ends_with(".mjs") || path.ends_with(".cjs")))
                continue;
            const std::string source = read_whole(path).value();
            for (const Request& request : scan_imports(source, SourceKind::unknown).requests) {
                if (request.computed || request.other_base) continue;
                // Each by both ways: more questions, and ones that the author did not think of.
                questions.push_back({Loader::require, path, request.specifier});
                questions.push_back({Loader::import, path, request.specifier});
            }
        }
    }
    std::map<std::string, size_t> answers;
    EXPECT_EQ(compare_with_node(questions, answers), 0);
    EXPECT_GT(questions.size(), 1000);
    for (const auto& [answer, count] : answers) printf("%8zu %s\n", count, answer.c_str());
}

// Packages that nobody would write, from a fixed seed.
class Inventor {
  public:
    explicit Inventor(fs::path root) : root_(std::move(root)) {}

    std::vector<Question> questions(size_t packages) {
        for (size_t i = 0; i < packages; ++i) {
            const fs::path folder = root_ / ("app" + std::to_string(i));
            make(folder);
            write(folder / "package.json", package("app"));
            write(folder / "node_modules/p/package.json", package("p"));
            write(folder / "node_modules/@s/q/package.json", package("@s/q"));
            for (const char* name : {"node_modules/p", "node_modules/@s/q"}) make(folder / name);
            for (int question = 0; question < 40; ++question)
                asked_.push_back(
                    {below(2) == 0 ? Loader::require : Loader::import,
                     (folder / pick({"main.js", "lib/a.js", "node_modules/p/a.js", "node_modules/@s/q/lib/b.mjs"}))
                         .string(),
                     specifier()});
        }
        return asked_;
    }

  private:
    size_t below(size_t limit) { return random_() % limit; }
    std::string pick(const std::vector<std::string>& words) { return words[below(words.size())]; }

    static void write(const fs::path& path, const std::string& text) {
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
    }
    void make(const fs::path& folder) {
        for (const char* name : {"main.js", "a.js", "lib/a.js", "lib/b.mjs", "lib/index.js", "lib/c d.js", "lib/e%f.js",
                                 "lib/g.json", "lib/h/index.json", "lib/i.js/x", "index.cjs", "index.json"})
            if (below(6) != 0) write(folder / name, "");
    }
    std::string path() {
        return pick({"./a.js",
                     "./lib/a.js",
                     "./lib/*",
                     "./lib/*.js",
                     "./*",
                     "./lib/c%20d.js",
                     "./lib/c d.js",
                     "./lib/e%25f.js",
                     "./lib/e%f.js",
                     "./lib/",
                     "./lib",
                     "./",
                     ".",
                     "a.js",
                     "../x",
                     "/x",
                     "./lib/../a.js",
                     "./lib/./a.js",
                     "./lib//a.js",
                     "./node_modules/x",
                     "./%6eode_modules/x",
                     "./lib%2fa.js",
                     "./lib\\\\a.js",
                     "./lib/a.js?x",
                     "./lib/a.js#x",
                     "p",
                     "p/a.js",
                     "@s/q",
                     "fs",
                     "node:fs",
                     "https://x/y",
                     "",
                     "./%2e%2e/x",
                     "./*/*.js",
                     "./ a.js",
                     "./lib/i.js",
                     "*",
                     "p/*",
                     "./none.js",
                     "file:///x"});
    }
    std::string target(int depth) {
        switch (below(depth > 3 ? 2 : 9)) {
            case 0:
            case 1:
            case 2:
            case 3: return '"' + path() + '"';
            case 4: return pick({"null", "1", "false", "[]", "{}", "\"\""});
            case 5: {
                std::string list = target(depth + 1);
                for (size_t i = below(3); i > 0; --i) list += "," + target(depth + 1);
                return "[" + list + "]";
            }
            default: {
                std::string table;
                for (size_t i = below(4) + 1; i > 0; --i)
                    table += (table.empty() ? "" : ",") +
                             ('"' + pick({"import", "require", "node", "default", "browser", "module-sync", "custom",
                                          "node-addons", "0", "types", "./x", "01"})) +
                             "\":" + target(depth + 1);
                return "{" + table + "}";
            }
        }
    }
    std::string map(const std::vector<std::string>& keys) {
        std::string table;
        for (size_t i = below(7) + 1; i > 0; --i)
            table += (table.empty() ? "\"" : ",\"") + pick(keys) + "\":" + target(0);
        return "{" + table + "}";
    }
    std::string package(const std::string& name) {
        std::string text = "{\"name\":\"" + name + "\"";
        if (below(3) == 0)
            text += ",\"main\":\"" +
                    pick({"a.js", "./lib", "lib/a", "/lib/a.js", "", "./", ".", "none", "../x", "lib/g"}) + '"';
        if (below(3) != 0)
            text += ",\"exports\":" +
                    (below(4) == 0 ? target(0)
                                   : map({".", "./a", "./lib/*", "./lib/*.js", "./*", "./lib/a*", "./x/", "./*b*",
                                          "./lib/a.js", "./lib/c d", ".x", "./lib/**", "./", "import"}));
        if (below(2) == 0)
            text += ",\"imports\":" + map({"#a", "#lib/*", "#*", "#lib/*.js", "#/x", "#x/", "a", "#lib/a*"});
        if (below(60) == 0) text += ",";
        return text + "}";
    }
    std::string specifier() {
        std::string text = pick({"p",
                                 "@s/q",
                                 "app",
                                 "#a",
                                 "#lib/a",
                                 "#lib/a.js",
                                 "#lib/x/y",
                                 "#/x",
                                 "#x/",
                                 "#",
                                 "./lib/a",
                                 "./lib/a.js",
                                 "../a.js",
                                 ".",
                                 "./",
                                 "..",
                                 "./lib",
                                 "./lib/",
                                 "/none",
                                 "@s",
                                 "@",
                                 "",
                                 ".x",
                                 "..x",
                                 "p%2fa",
                                 "p\\a",
                                 "%70",
                                 "./lib/c%20d.js",
                                 "./lib/c d.js",
                                 "./lib/e%25f.js",
                                 "./lib/e%f.js",
                                 "./lib/a.js?q",
                                 "fs",
                                 "node:fs",
                                 "node:none",
                                 "file:x",
                                 "data:,x",
                                 "https:x",
                                 "http://x/y",
                                 "x:y",
                                 "./lib/g",
                                 "./lib/h",
                                 "./lib/i.js",
                                 " ./a.js",
                                 "./a.js ",
                                 "./a\t.js",
                                 "node:test",
                                 "test",
                                 "p//a.js",
                                 "@s//q",
                                 "@/q"});
        if (text == "p" || text == "@s/q" || text == "app")
            text += pick({"",
                          "",
                          "/a",
                          "/a.js",
                          "/lib/a",
                          "/lib/a.js",
                          "/lib/x",
                          "/lib/../a.js",
                          "/lib/%2e%2e/a",
                          "/lib//a.js",
                          "/",
                          "/lib/",
                          "/x/y",
                          "/lib/c d",
                          "/lib/c%20d.js",
                          "/lib/*",
                          "/lib/node_modules/x",
                          "/bb",
                          "/aab",
                          "/package.json",
                          "/lib/a?x",
                          "/lib\\a.js",
                          "/."});
        return text;
    }

    fs::path root_;
    std::mt19937 random_{20261126};
    std::vector<Question> asked_;
};

TEST(JavascriptOracle, InventedPackagesResolveAsNodeResolvesThem) {
    if (!fs::exists(node_24)) GTEST_SKIP() << "needs node 24 in tests/nodes";
    const fs::path root = fs::canonical(fs::temp_directory_path()) / ("ward_packages." + std::to_string(getpid()));
    std::map<std::string, size_t> answers;
    const std::vector<Question> questions = Inventor(root).questions(200);
    EXPECT_EQ(compare_with_node(questions, answers), 0);
    EXPECT_EQ(compare_with_node(questions, answers, "--conditions=custom", {.conditions = {"custom"}}), 0);
    fs::remove_all(root);
    EXPECT_GT(answers.size(), 8);  // every kind of answer is there
    for (const auto& [answer, count] : answers) printf("%8zu %s\n", count, answer.c_str());
}

TEST(JavascriptOracle, BuiltinModulesAreThoseOfEachRelease) {
    size_t asked = 0;
    for (const int major : {18, 20, 22, 24, 26}) {
        const std::string binary = "tests/nodes/node_modules/node-" + std::to_string(major) + "/bin/node";
        if (!fs::exists(binary)) continue;
        ++asked;
        std::string names;
        for (const Builtin& builtin : builtins()) names += (names.empty() ? "" : ",") + json_quote(builtin.name);
        const std::string script =
            "const m=require('module');const n=JSON.parse(process.argv[1]);"
            "console.log(JSON.stringify([process.versions.node.split('.').map(Number),"
            "n.map(x=>[m.isBuiltin(x),m.isBuiltin('node:'+x)]),"
            "m.builtinModules.map(x=>x.replace('node:',''))]))";
        const auto lines = lines_of(binary + " -e \"" + script + "\" '[" + names + "]'");
        ASSERT_EQ(lines.size(), 1);
        const Json said = parse(lines[0]);
        const auto number = [&](size_t i) { return static_cast<uint16_t>(said.at(0).at(i).get_int64().value()); };
        const Release release{number(0), number(1)};
        for (size_t i = 0; i < builtins().size(); ++i) {
            const Builtin& builtin = builtins()[i];
            EXPECT_EQ(said.at(1).at(i).at(1).get_bool().value(), has_builtin(builtin, release))
                << builtin.name << " in " << major;
            EXPECT_EQ(said.at(1).at(i).at(0).get_bool().value(),
                      has_builtin(builtin, release) && builtin.access == Access::any)
                << builtin.name << " in " << major;
        }
        const simdjson::dom::array names_there = said.at(2).get_array().value();
        for (const Json name : names_there)
            EXPECT_NE(builtin_named("node:" + text_of(name)), nullptr) << text_of(name) << " in " << major;
    }
    if (asked == 0) GTEST_SKIP() << "needs a node in tests/nodes/node_modules";
}

}  // namespace
}  // namespace ward::javascript
