// Real packages, read by acorn and resolved by Node.js: the same tokens, the same requests, the same files.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "base/text.h"
#include "formats/json_writer.h"
#include "lang/javascript/imports.h"
#include "lang/javascript/real_files_fixture.h"
#include "lang/javascript/resolve.h"

namespace ward::javascript {
namespace {

namespace fs = std::filesystem;
using Json = simdjson::dom::element;

// What the oracle wrote; it lives until the next call.
Json parse(std::string_view text) {
    static simdjson::dom::parser parser;
    return parser.parse(simdjson::padded_string(text)).value();
}

std::string text_of(Json value) {
    return std::string(value.get_string().value());
}

constexpr size_t shown = 5;  // of each kind of difference
const std::vector<std::string> trees = {"tests/oracles/node_modules", "tests/build/node_modules"};
const std::string node = "tests/nodes/node_modules/node-24/bin/node";

// Lines of a command's output; its status is to be 0.
std::vector<std::string> lines_of(const std::string& command) {
    std::vector<std::string> lines;
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);  // NOLINT(cert-env33-c)
    std::string text;
    std::array<char, 1 << 16> buffer{};
    while (const size_t count = fread(buffer.data(), 1, buffer.size(), pipe.get())) text.append(buffer.data(), count);
    for (const std::string_view line : split(text, '\n'))
        if (!line.empty()) lines.emplace_back(line);
    return lines;
}

bool has_acorn() {
    return fs::exists("tests/oracles/node_modules/acorn/package.json");
}

std::string folders() {
    std::string list;
    for (const std::string& tree : trees)
        if (fs::exists(tree)) list += " '" + tree + "'";
    return list;
}

char class_of(TokenKind kind) {
    switch (kind) {
        case TokenKind::identifier:
        case TokenKind::keyword: return 'n';
        case TokenKind::private_name: return 'p';
        case TokenKind::number: return '0';
        case TokenKind::string: return 's';
        case TokenKind::regexp: return 'r';
        case TokenKind::template_whole:
        case TokenKind::template_head:
        case TokenKind::template_middle:
        case TokenKind::template_tail: return 't';
        default: return '.';
    }
}

uint32_t token_hash(std::string_view source, SourceKind kind) {
    uint32_t hash = 0x811c9dc5;
    const auto mix = [&](uint32_t value) { hash = (hash ^ value) * 0x01000193; };
    Tokens tokens(source, {.kind = kind});
    for (Token token = tokens.next(); token.kind != TokenKind::end; token = tokens.next()) {
        mix(token.offset);
        mix(token.length);
        mix(static_cast<unsigned char>(class_of(token.kind)));
    }
    return hash;
}

// As js_scan.mjs names them; nothing for those that it does not look for.
std::string oracle_name(RequestKind kind) {
    switch (kind) {
        case RequestKind::import_static: return "import";
        case RequestKind::export_from: return "export";
        case RequestKind::import_dynamic: return "dynamic";
        case RequestKind::require: return "require";
        case RequestKind::require_resolve: return "require_resolve";
        case RequestKind::new_url_import_meta: return "new_url";
        default: return {};
    }
}

// kind, line, specifier (a mark where it is computed), shadowed
using Asked = std::tuple<std::string, int64_t, std::string, bool>;

// What ward finds and the oracle's plain walk does not: `require` under another name, and what createRequire gives.
bool is_beyond_oracle(const Request& request, std::string_view source) {
    const std::string_view word = source.substr(request.offset);
    return !word.starts_with("require") && !word.starts_with("import") && !word.starts_with("export") &&
           !word.starts_with("URL");
}

TEST(JavascriptOracle, TokensAndRequestsOfRealPackagesAreAcorns) {
    if (!has_acorn()) GTEST_SKIP() << "needs acorn in tests/oracles/node_modules";
    std::map<std::string, size_t> different;
    size_t files = 0;
    size_t unreadable = 0;
    size_t requests = 0;
    size_t beyond = 0;
    const auto differs = [&](const std::string& what, const std::string& where) {
        if (++different[what] <= shown) ADD_FAILURE() << what << ": " << where;
    };
    for (const std::string& line : lines_of("node tests/oracles/js_scan.mjs" + folders())) {
        const std::vector<std::string_view> row = split(line, '\t');
        ASSERT_EQ(row.size(), 5) << line;
        const std::string path(row[0]);
        if (row[1].starts_with("error")) {
            ++unreadable;
            continue;
        }
        ++files;
        const SourceKind kind = row[1] == "module" ? SourceKind::module : SourceKind::commonjs;
        const std::string source = read_whole(path).value();
        if (std::to_string(token_hash(source, kind)) != row[3]) differs("tokens", path);
        const Scan scan = scan_imports(source, kind);
        for (const std::string& error : scan.errors) differs("error", path + ": " + error);
        // A file that only parses as a module shows why.
        if (kind == SourceKind::module && path.ends_with(".js") && !scan_imports(source, SourceKind::unknown).has_module_syntax())
            differs("module syntax", path);
        std::multiset<Asked> ours;
        std::set<std::string> specifiers;
        for (const Request& request : scan.requests) {
            specifiers.insert(request.specifier);
            if (oracle_name(request.kind).empty()) continue;
            if (is_beyond_oracle(request, source)) {
                ++beyond;
                continue;
            }
            ours.emplace(oracle_name(request.kind), request.line, request.computed ? "\x01" : request.specifier, request.shadowed);
        }
        const simdjson::dom::array expected = parse(row[4]).get_array().value();
        for (const Json one : expected) {
            ++requests;
            const std::string name = text_of(one.at(0));
            const std::string specifier = one.at(2).is_null() ? "\x01" : text_of(one.at(2));
            if (name == "esm" || name == "reexport") {
                if (!specifiers.contains(specifier)) differs(name + " missing", path + ": " + specifier);
                continue;
            }
            const auto found = ours.find({name, one.at(1).get_int64().value(), specifier, one.at(3).get_bool().value()});
            if (found == ours.end())
                differs("missing", path + ": " + name + " " + specifier);
            else
                ours.erase(found);
        }
        for (const auto& [name, at, specifier, shadowed] : ours)
            differs("extra", path + ":" + std::to_string(at) + ": " + name + " " + specifier);
    }
    EXPECT_GT(files, 500);
    RecordProperty("files", std::to_string(files));
    printf("%zu files, %zu requests, %zu beyond the oracle, %zu files that acorn cannot read\n", files, requests, beyond, unreadable);
}

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
        lines_of("HOME=/nonexistent NODE_PATH= " + node + " --no-warnings --experimental-import-meta-resolve " + flags +
                 " tests/oracles/js_resolve.mjs < '" + asked.string() + "'");
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
        if (++kinds[{kind_of(expected), kind_of(answer)}] <= shown)
            ADD_FAILURE() << (one.loader == Loader::require ? "require " : "import ") << json_quote(one.specifier) << " in "
                          << one.file << ": node has " << expected << ", we have " << answer;
    }
    return different;
}

TEST(JavascriptOracle, RealPackagesResolveAsNodeResolvesThem) {
    if (!fs::exists(node) || folders().empty()) GTEST_SKIP() << "needs node 24 in tests/nodes and packages";
    std::vector<Question> questions;
    for (const std::string& tree : trees) {
        if (!fs::exists(tree)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(fs::canonical(tree))) {
            const std::string path = entry.path().string();
            if (!entry.is_regular_file() || !(path.ends_with(".js") || path.ends_with(".mjs") || path.ends_with(".cjs"))) continue;
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
                asked_.push_back({below(2) == 0 ? Loader::require : Loader::import,
                                  (folder / pick({"main.js", "lib/a.js", "node_modules/p/a.js", "node_modules/@s/q/lib/b.mjs"})).string(),
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
        for (const char* name : {"main.js", "a.js", "lib/a.js", "lib/b.mjs", "lib/index.js", "lib/c d.js", "lib/e%f.js", "lib/g.json",
                                 "lib/h/index.json", "lib/i.js/x", "index.cjs", "index.json"})
            if (below(6) != 0) write(folder / name, "");
    }
    std::string path() {
        return pick({"./a.js", "./lib/a.js", "./lib/*", "./lib/*.js", "./*", "./lib/c%20d.js", "./lib/c d.js", "./lib/e%25f.js",
                     "./lib/e%f.js", "./lib/", "./lib", "./", ".", "a.js", "../x", "/x", "./lib/../a.js", "./lib/./a.js", "./lib//a.js",
                     "./node_modules/x", "./%6eode_modules/x", "./lib%2fa.js", "./lib\\\\a.js", "./lib/a.js?x", "./lib/a.js#x", "p",
                     "p/a.js", "@s/q", "fs", "node:fs", "https://x/y", "", "./%2e%2e/x", "./*/*.js", "./ a.js", "./lib/i.js", "*", "p/*",
                     "./none.js", "file:///x"});
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
                    table += (table.empty() ? "" : ",") + ('"' + pick({"import", "require", "node", "default", "browser", "module-sync",
                                                                       "custom", "node-addons", "0", "types", "./x", "01"})) + "\":" + target(depth + 1);
                return "{" + table + "}";
            }
        }
    }
    std::string map(const std::vector<std::string>& keys) {
        std::string table;
        for (size_t i = below(7) + 1; i > 0; --i) table += (table.empty() ? "\"" : ",\"") + pick(keys) + "\":" + target(0);
        return "{" + table + "}";
    }
    std::string package(const std::string& name) {
        std::string text = "{\"name\":\"" + name + "\"";
        if (below(3) == 0) text += ",\"main\":\"" + pick({"a.js", "./lib", "lib/a", "/lib/a.js", "", "./", ".", "none", "../x", "lib/g"}) + '"';
        if (below(3) != 0)
            text += ",\"exports\":" + (below(4) == 0 ? target(0) : map({".", "./a", "./lib/*", "./lib/*.js", "./*", "./lib/a*", "./x/", "./*b*",
                                                                         "./lib/a.js", "./lib/c d", ".x", "./lib/**", "./", "import"}));
        if (below(2) == 0) text += ",\"imports\":" + map({"#a", "#lib/*", "#*", "#lib/*.js", "#/x", "#x/", "a", "#lib/a*"});
        if (below(60) == 0) text += ",";
        return text + "}";
    }
    std::string specifier() {
        std::string text = pick({"p", "@s/q", "app", "#a", "#lib/a", "#lib/a.js", "#lib/x/y", "#/x", "#x/", "#", "./lib/a", "./lib/a.js", "../a.js",
                                 ".", "./", "..", "./lib", "./lib/", "/none", "@s", "@", "", ".x", "..x", "p%2fa", "p\\a", "%70", "./lib/c%20d.js",
                                 "./lib/c d.js", "./lib/e%25f.js", "./lib/e%f.js", "./lib/a.js?q", "fs", "node:fs", "node:none", "file:x",
                                 "data:,x", "https:x", "http://x/y", "x:y", "./lib/g", "./lib/h", "./lib/i.js", " ./a.js", "./a.js ", "./a\t.js",
                                 "node:test", "test", "p//a.js", "@s//q", "@/q"});
        if (text == "p" || text == "@s/q" || text == "app")
            text += pick({"", "", "/a", "/a.js", "/lib/a", "/lib/a.js", "/lib/x", "/lib/../a.js", "/lib/%2e%2e/a", "/lib//a.js", "/", "/lib/", "/x/y",
                          "/lib/c d", "/lib/c%20d.js", "/lib/*", "/lib/node_modules/x", "/bb", "/aab", "/package.json", "/lib/a?x", "/lib\\a.js", "/."});
        return text;
    }

    fs::path root_;
    std::mt19937 random_{20261126};
    std::vector<Question> asked_;
};

TEST(JavascriptOracle, InventedPackagesResolveAsNodeResolvesThem) {
    if (!fs::exists(node)) GTEST_SKIP() << "needs node 24 in tests/nodes";
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
        const std::string script = "const m=require('module');const n=JSON.parse(process.argv[1]);"
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
            EXPECT_EQ(said.at(1).at(i).at(1).get_bool().value(), has_builtin(builtin, release)) << builtin.name << " in " << major;
            EXPECT_EQ(said.at(1).at(i).at(0).get_bool().value(), has_builtin(builtin, release) && builtin.access == Access::any)
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
