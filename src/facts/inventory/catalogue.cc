#include "facts/inventory/catalogue.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "facts/inventory/version_text.h"
#include "formats/osv_package.h"
#include "formats/purl.h"

namespace ward::inventory {
namespace {

// "Google Benchmark", "google_benchmark" and "google-benchmark" are one name.
std::string folded(std::string_view name) {
    std::string result;
    for (const char c : name)
        if (is_alnum(c) || c == '+') result += to_lower(c);
    return result;
}

// "https://github.com/madler/zlib.git" as "github.com/madler/zlib".
std::string repository_of(std::string_view url) {
    std::string text = to_lower(url);
    std::string_view rest = text;
    if (rest.starts_with("git+")) rest.remove_prefix(4);
    if (const size_t scheme = rest.find("://"); scheme != std::string_view::npos) rest.remove_prefix(scheme + 3);
    if (rest.starts_with("git@")) rest.remove_prefix(4);
    if (rest.starts_with("www.")) rest.remove_prefix(4);
    std::string result(rest.substr(0, rest.find_first_of("?#@")));
    // The scp form: "github.com:madler/zlib".
    if (const size_t colon = result.find(':'); colon != std::string::npos && result.find('/') > colon)
        result[colon] = '/';
    while (result.ends_with('/')) result.pop_back();
    if (result.ends_with(".git")) result.resize(result.size() - 4);
    // Chromium's mirrors keep the original address in theirs.
    constexpr std::string_view mirrors = "chromium.googlesource.com/external/";
    if (result.starts_with(mirrors) && result.substr(mirrors.size()).starts_with("github.com/"))
        result.erase(0, mirrors.size());
    // A page below a repository on a forge with two-level names still names the repository.
    for (const std::string_view forge : {"github.com/", "bitbucket.org/", "codeberg.org/"}) {
        if (!result.starts_with(forge)) continue;
        const size_t owner = result.find('/', forge.size());
        if (owner == std::string::npos) return {};
        result = result.substr(0, result.find('/', owner + 1));
    }
    return result;
}

using Multimap = std::unordered_map<std::string, std::vector<const CatalogueRow*>>;

struct Index {
    std::vector<const CatalogueRow*> rows;
    Multimap by_folder;
    std::unordered_map<std::string, const CatalogueRow*> by_name;
    std::unordered_map<std::string, const CatalogueRow*> by_upstream;
};

// Of several rows from one repository (acorn and acorn-walk, the files of stb) none is the repository but the one of
// its name.
void add_upstream(std::unordered_map<std::string, const CatalogueRow*>& rows, const CatalogueRow& row) {
    const auto [place, fresh] = rows.try_emplace(to_lower(row.upstream), &row);
    if (fresh) return;
    const auto is_named = [](const CatalogueRow* one) {
        return one != nullptr && folded(one->name) == folded(one->upstream.substr(one->upstream.rfind('/') + 1));
    };
    if (is_named(place->second)) return;
    place->second = is_named(&row) ? &row : nullptr;
}

const Index& index() {
    static const Index index = [] {
        Index made;
        for (const CatalogueChapter* chapter : all_chapters())
            for (const CatalogueRow& row : chapter->rows) made.rows.push_back(&row);
        for (const CatalogueRow* row : made.rows) {
            for (const std::string_view folder : row->folders) made.by_folder[std::string(folder)].push_back(row);
            if (!row->upstream.empty() && row->source == Source::vendored) add_upstream(made.by_upstream, *row);
            made.by_name.try_emplace(folded(row->name), row);
        }
        // A row's own name goes before another's folder.
        for (const CatalogueRow* row : made.rows)
            for (const std::string_view folder : row->folders) made.by_name.try_emplace(folded(folder), row);
        return made;
    }();
    return index;
}

// "zlib-1.3.1", "zlib_v1.2" and "zlib1213" without what looks like a version.
std::string_view without_version(std::string_view name) {
    size_t end = name.size();
    while (end > 0 && (is_digit(name[end - 1]) || name[end - 1] == '.' || name[end - 1] == '_' || name[end - 1] == '-'))
        --end;
    if (end > 1 && end < name.size() && name[end - 1] == 'v' && !is_alnum(name[end - 2])) --end;
    while (end > 0 && (name[end - 1] == '-' || name[end - 1] == '_' || name[end - 1] == '.')) --end;
    return end == 0 ? name : name.substr(0, end);
}

std::string url_of(std::string_view host_and_path) {
    return "https://" + std::string(host_and_path);
}

Purl purl_named(std::string_view type_and_name, std::string_view version) {
    const size_t first = type_and_name.find('/');
    const size_t last = type_and_name.rfind('/');
    Purl purl;
    purl.type = type_and_name.substr(0, first);
    if (last != first) purl.name_space = type_and_name.substr(first + 1, last - first - 1);
    purl.name = type_and_name.substr(last + 1);
    purl.version = version;
    return purl;
}

std::string purl_of(std::string_view type_and_name, std::string_view version) {
    return purl_named(type_and_name, version).to_string();
}

std::vector<std::string> texts(const auto& few) {
    return {few.begin(), few.end()};
}

// CPE 2.3 formatted strings escape everything but letters, digits, '_', '-' and '.'.
std::string cpe_of(std::string_view vendor_and_product, std::string_view version) {
    std::string cpe = "cpe:2.3:a:" + std::string(vendor_and_product) + ':';
    if (version.empty()) cpe += '*';
    for (const char c : version) {
        if (!is_alnum(c) && c != '_' && c != '-' && c != '.') cpe += '\\';
        cpe += c;
    }
    return cpe + ":*:*:*:*:*:*:*";
}

// "npm/acorn" of pkg:npm/acorn@8: ecosystem and name as OSV has them.
void add_package_identity(Component& component, std::string_view type_and_name) {
    auto package = osv_package(purl_named(type_and_name, {}));
    if (!package) return;
    component.ecosystem = package->ecosystem;
    component.identities.push_back({std::move(package->ecosystem), std::move(package->name), {}});
}

}  // namespace

std::span<const CatalogueRow* const> all_rows() {
    return index().rows;
}

std::vector<const CatalogueRow*> rows_for_folder(std::string_view base_name) {
    const std::string name = to_lower(base_name);
    std::vector<const CatalogueRow*> rows;
    const auto add = [&rows](std::string_view candidate) {
        const auto found = index().by_folder.find(std::string(candidate));
        if (found == index().by_folder.end()) return;
        for (const CatalogueRow* row : found->second)
            if (std::ranges::find(rows, row) == rows.end()) rows.push_back(row);
    };
    // Digits at the end may be a version ("zlib1213") or part of the name ("bzip2"): both are tried.
    for (const std::string_view base : {std::string_view(name), without_version(name)}) {
        add(base);
        for (const std::string_view suffix : {"-src", "_src", "-master", "-main", "-small", "-cpp", ".js"})
            if (base.ends_with(suffix)) add(base.substr(0, base.size() - suffix.size()));
        for (const std::string_view prefix : {"cm", "lib"})
            if (base.starts_with(prefix)) add(base.substr(prefix.size()));
        if (!base.starts_with("lib")) add("lib" + std::string(base));
    }
    return rows;
}

const CatalogueRow* row_named(std::string_view name) {
    const auto found = index().by_name.find(folded(name));
    return found == index().by_name.end() ? nullptr : found->second;
}

const CatalogueRow* row_of_upstream(std::string_view url) {
    const auto found = index().by_upstream.find(repository_of(url));
    return found == index().by_upstream.end() ? nullptr : found->second;
}

Component component_of(const CatalogueRow& row, std::string_view path, std::string_view version) {
    Component component;
    component.name = row.name;
    component.version = version;
    component.path = path;
    component.source = row.source;
    component.commit = row.commit;
    const bool on_github = row.upstream.starts_with("github.com/");
    const std::string package = !row.purl.empty() ? std::string(row.purl)
                                : on_github       ? "github/" + std::string(row.upstream.substr(11))
                                                  : "generic/" + to_lower(row.name);
    component.purl = purl_of(package, version);
    add_package_identity(component, package);
    for (const OtherName& other : row.also)
        component.identities.push_back({std::string(other.ecosystem), std::string(other.name), {}});
    const bool is_code_of_upstream = !row.upstream.empty();
    if (is_code_of_upstream && !component.ecosystem)
        component.identities.push_back({"Upstream", to_lower(row.upstream), {}});
    if (!row.oss_fuzz.empty()) component.identities.push_back({"OSS-Fuzz", std::string(row.oss_fuzz), texts(row.tags)});
    if (is_code_of_upstream) component.identities.push_back({"GIT", url_of(row.upstream), texts(row.tags)});
    for (const std::string_view name : row.cpe) component.cpe.push_back(cpe_of(name, without_fork(version)));
    return component;
}

Component component_of(std::string_view name, std::string_view url, std::string_view path, std::string_view version) {
    Component component;
    component.name = name;
    component.version = version;
    component.path = path;
    const std::string repository = repository_of(url);
    std::string package = "generic/" + to_lower(name);
    if (repository.starts_with("github.com/")) package = "github/" + repository.substr(11);
    for (const std::string_view page : {"pypi.org/project/", "pypi.python.org/pypi/"})
        if (repository.starts_with(page))
            package = "pypi/" + repository.substr(page.size(), repository.find('/', page.size()) - page.size());
    component.purl = purl_of(package, version);
    add_package_identity(component, package);
    const bool is_forge = repository.starts_with("github.com/") || repository.starts_with("gitlab.") ||
                          repository.starts_with("chromium.googlesource.com/") || url.ends_with(".git");
    if (!component.ecosystem && is_forge) {
        component.identities.push_back({"Upstream", repository, {}});
        component.identities.push_back({"GIT", url_of(repository), {}});
    }
    return component;
}

Component component_of_package(std::string_view type, std::string_view name, std::string_view path,
                               std::string_view version) {
    Component component;
    component.name = name;
    component.version = version;
    component.path = path;
    const std::string package = std::string(type) + '/' + std::string(name);
    component.purl = purl_of(package, version);
    add_package_identity(component, package);
    return component;
}

}  // namespace ward::inventory
