// Real packages, read by acorn, es-module-lexer and cjs-module-lexer: the same tokens, the same requests.
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "lang/javascript/imports.h"
#include "lang/javascript/oracle_fixture.h"
#include "lang/javascript/real_files_fixture.h"

namespace ward::javascript {
namespace {

bool has_acorn() {
    return fs::exists("tests/oracles/node_modules/acorn/package.json");
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
        if (++different[what] <= shown_differences) ADD_FAILURE() << what << ": " << where;
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
        if (kind == SourceKind::module && path.ends_with(".js") &&
            !scan_imports(source, SourceKind::unknown).has_module_syntax())
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
            ours.emplace(oracle_name(request.kind), request.line, request.computed ? "\x01" : request.specifier,
                         request.shadowed);
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
            const auto found =
                ours.find({name, one.at(1).get_int64().value(), specifier, one.at(3).get_bool().value()});
            if (found == ours.end()) differs("missing", path + ": " + name + " " + specifier);
            else ours.erase(found);
        }
        for (const auto& [name, at, specifier, shadowed] : ours)
            differs("extra", path + ":" + std::to_string(at) + ": " + name + " " + specifier);
    }
    EXPECT_GT(files, 500);
    RecordProperty("files", std::to_string(files));
    printf("%zu files, %zu requests, %zu beyond the oracle, %zu files that acorn cannot read\n", files, requests,
           beyond, unreadable);
}

}  // namespace
}  // namespace ward::javascript
