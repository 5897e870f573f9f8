#include "facts/inventory/vendored.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/text.h"
#include "facts/inventory/version_text.h"
#include "formats/purl.h"

namespace ward::inventory {
namespace {

// What is said of one component.
struct Case {
    const CatalogueRow* row = nullptr;
    std::vector<Statement> statements;
};

constexpr std::string_view parent_of(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool is_same_name(std::string_view a, std::string_view b) {
    const auto letters = [](std::string_view text) {
        std::string kept;
        for (const char c : text)
            if (is_alnum(c)) kept += to_lower(c);
        return kept;
    };
    return letters(a) == letters(b);
}

Case& case_for(std::vector<Case>& cases, const Statement& statement) {
    if (statement.is_sole && statement.row == nullptr && !cases.empty()) return cases.front();
    for (Case& one : cases) {
        if (statement.row != nullptr && one.row == statement.row) return one;
        if (statement.row == nullptr && one.row == nullptr && is_same_name(one.statements.front().name, statement.name))
            return one;
        // A library outside the catalogue until a later witness named it.
        if (statement.is_sole && one.row == nullptr && statement.row != nullptr && cases.size() == 1) {
            one.row = statement.row;
            return one;
        }
    }
    return cases.emplace_back(Case{statement.row, {}});
}

// The first non-empty of a member over all statements.
std::string_view first_of(const Case& one, std::string Statement::* member) {
    for (const Statement& statement : one.statements)
        if (!(statement.*member).empty()) return statement.*member;
    return {};
}

std::string cpe_with_version(std::string_view vendor_and_product, std::string_view version) {
    return "cpe:2.3:a:" + std::string(vendor_and_product) + ':' +
           (version.empty() ? "*" : std::string(without_fork(version))) + ":*:*:*:*:*:*:*";
}

Component component_for(const Case& one, std::string_view path, std::string_view version) {
    if (one.row != nullptr) return component_of(*one.row, path, version);
    const std::string_view name = first_of(one, &Statement::name);
    const std::string_view type = first_of(one, &Statement::purl_type);
    if (!type.empty() && type != "generic") return component_of_package(type, name, path, version);
    return component_of(name, first_of(one, &Statement::url), path, version);
}

Component verdict(Case& one, const std::string& path) {
    const auto knows =
        std::ranges::find_if(one.statements, [](const Statement& said) { return !said.version.empty(); });
    const std::string version = knows == one.statements.end() ? std::string() : knows->version;
    Component component = component_for(one, path, version);
    if (knows != one.statements.end()) component.evidence.push_back(knows->evidence);
    for (Statement& said : one.statements) {
        if (component.commit.empty()) component.commit = said.commit;
        if (!said.cpe.empty()) {
            const std::string prefix = "cpe:2.3:a:" + said.cpe + ':';
            if (std::ranges::none_of(component.cpe, [&](const std::string& cpe) { return cpe.starts_with(prefix); }))
                component.cpe.push_back(cpe_with_version(said.cpe, version));
        }
        if (!said.version.empty() && !same_version(said.version, version)) {
            Claim claim{said.version, said.evidence};
            if (std::ranges::find(component.contradictions, claim) == component.contradictions.end())
                component.contradictions.push_back(std::move(claim));
        } else if (std::ranges::find(component.evidence, said.evidence) == component.evidence.end()) {
            component.evidence.push_back(std::move(said.evidence));
        }
    }
    component.scope = scope_at(one.row, path);
    return component;
}

// A file that is a library wherever it stands (xxhash.h) is no second one inside that library's own folder, whoever
// knows the folder.
void move_into_folders(std::vector<Statement>& said) {
    std::map<const CatalogueRow*, std::set<std::string, std::less<>>> folders;
    for (const Statement& one : said)
        if (one.row != nullptr && one.path != one.evidence.path) folders[one.row].insert(one.path);
    for (Statement& one : said) {
        const auto known = folders.find(one.row);
        if (one.row == nullptr || one.path != one.evidence.path || known == folders.end()) continue;
        for (std::string_view folder = parent_of(one.path); !folder.empty(); folder = parent_of(folder)) {
            if (!known->second.contains(folder)) continue;
            one.path = std::string(folder);
            break;
        }
    }
}

}  // namespace

Scope scope_at(const CatalogueRow* row, std::string_view path) {
    const Scope scope = Tree::scope_of(path);
    // A build tool stays one wherever it stands, but what stands in a test's folder is only a test's.
    const bool by_row = row != nullptr && row->scope && (scope != Scope::test || *row->scope == Scope::runtime);
    return by_row ? *row->scope : scope;
}

std::vector<Component> weigh(std::vector<Statement> said) {
    move_into_folders(said);
    std::map<std::string, std::vector<Case>> by_path;
    for (Statement& statement : said) {
        std::vector<Case>& cases = by_path[statement.path];
        case_for(cases, statement).statements.push_back(std::move(statement));
    }
    std::vector<Component> components;
    for (auto& [path, cases] : by_path)
        for (Case& one : cases) components.push_back(verdict(one, path));
    return components;
}

std::optional<std::string> read_candidate(const Tree& tree, std::string_view path, Collector& out) {
    auto text = tree.read(path, max_version_file_bytes);
    if (text) return *std::move(text);
    out.unread(path, text.error().what);
    return std::nullopt;
}

}  // namespace ward::inventory
