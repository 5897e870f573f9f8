// The three forms differ in how a package is spelled, in both places where it is:
//
//          key in `packages`          reference in `dependencies`     edges stand in
//   5.x    /a/1.0.0_peers@2.0.0       1.0.0_peers@2.0.0               packages
//   6.x    /a@1.0.0(peers@2.0.0)      1.0.0(peers@2.0.0)              packages
//   9.0    a@1.0.0                    1.0.0(peers@2.0.0)              snapshots, by a@1.0.0(peers@2.0.0)
//
// A reference may also be a whole key (an alias, a git commit, a tarball) or a folder of the project (link:). So a
// reference is tried in each spelling, and the form's number is asked only for whether it is known at all.
#include "facts/inventory/pnpm_lock.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/evidence.h"
#include "facts/inventory/git_url.h"
#include "formats/document.h"

namespace ward::inventory::npm {
namespace {

constexpr DocumentLimits document_limits{.bytes = max_js_lock_bytes, .depth = 32, .nodes = 3'000'000, .aliases = 1000};

// Where lines start, for the evidence: a key's own line is not in the tree, its value's is.
class Lines {
  public:
    explicit Lines(std::string_view text) : text_(text) {
        starts_.push_back(0);
        for (size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
            starts_.push_back(at + 1);
    }

    // The line that holds `key`: the value's, or the one before a block that starts below its key.
    Evidence evidence_of(std::string_view path, std::string_view key, int value_line) const {
        for (const int line : {value_line - 1, value_line})
            if (line >= 1 && static_cast<size_t>(line) <= starts_.size() &&
                line_at(line).find(key) != line_at(line).npos)
                return evidence_of_line(path, line_at(line), line);
        return {std::string(path), value_line, std::string(key)};
    }

  private:
    std::string_view line_at(int line) const {
        const size_t start = starts_[static_cast<size_t>(line) - 1];
        return text_.substr(start, text_.find('\n', start) - start);
    }

    std::string_view text_;
    std::vector<size_t> starts_;
};

Origin origin_of_resolution(const Node* resolution) {
    Origin origin;
    origin.kind = Origin::Kind::registry;
    if (resolution == nullptr) return origin;
    const std::string_view type = resolution->string_at("type").value_or("");
    if (type == "directory") {
        origin.kind = Origin::Kind::folder;
        return origin;
    }
    const std::string repository(resolution->string_at("repo").value_or(""));
    if (type == "git" || !repository.empty())
        return origin_of_spec(fmt::format("git+{}#{}", repository_url(repository).value_or(repository),
                                          resolution->string_at("commit").value_or("")));
    if (const auto tarball = resolution->string_at("tarball"); tarball) return origin_of_resolved(*tarball);
    return origin;
}

std::string_view without_peers(std::string_view key) {
    return key.substr(0, key.find('('));
}

class PnpmReader {
  public:
    PnpmReader(std::string_view text, std::string_view path, const LockLimits& limits)
        : path_(path), limits_(limits), lines_(text) {}

    Result<void> read(const Node& root) {
        const Node* version = root.find("lockfileVersion");
        if (version == nullptr) problem(1, "there is no lockfileVersion; read as far as it looks familiar");
        else if (!version->text.starts_with("5.") && !version->text.starts_with("6.") && version->text != "9.0")
            problem(version->line, "this lockfileVersion is not known; read as far as it looks familiar");
        number_by_key_.clear();
        const Node* packages = root.find("packages");
        const Node* snapshots = root.find("snapshots");
        if (packages != nullptr) {
            for (const auto& [key, entry] : packages->fields) {
                WARD_TRY_VOID(add(key, entry));
            }
        }
        if (snapshots != nullptr) add_snapshots(*snapshots);
        if (const Node* edges = snapshots != nullptr ? snapshots : packages) {
            for (const auto& [key, entry] : edges->fields) {
                WARD_TRY_VOID(link(key, entry));
            }
        }
        if (const Node* importers = root.find("importers"))
            for (const auto& [folder, importer] : importers->fields) add_roots(importer, folder == "." ? "" : folder);
        else add_roots(root, "");
        return {};
    }

    ListedPackages take() { return std::move(listed_); }

  private:
    void problem(int64_t line, std::string reason) { listed_.problems.push_back({line, std::move(reason)}); }
    std::unexpected<Error> over(std::string_view what, size_t limit, int line) const {
        return fail(ErrorCode::limit, fmt::format("more than {} {}", limit, what), fmt::format("{}:{}", path_, line));
    }

    Result<void> add(const std::string& key, const Node& entry) {
        if (listed_.packages.size() >= limits_.packages) return over("packages", limits_.packages, entry.line);
        ListedPackage package;
        package.origin = origin_of_resolution(entry.find("resolution"));
        // A folder of the project's own: what stands there other readers say.
        if (package.origin.kind == Origin::Kind::folder) return {};
        const PnpmKey parts = split_pnpm_key(key);
        package.name = entry.string_at("name").value_or(parts.name);
        const Node* written = entry.find("version");
        const std::string_view version = written != nullptr ? written->text : parts.reference;
        package.evidence = lines_.evidence_of(path_, key, entry.line);
        const auto exact = exact_version(version);
        if (!is_package_name(package.name) || !exact) {
            problem(package.evidence.line, fmt::format("\"{}\" tells no package and version", key.substr(0, 80)));
            return {};
        }
        package.version = *exact;
        if (const Node* resolution = entry.find("resolution")) {
            package.resolved = resolution->string_at("tarball").value_or("");
            package.integrity = resolution->string_at("integrity").value_or("");
        }
        number_by_key_.emplace(key, listed_.packages.size());
        listed_.packages.push_back(std::move(package));
        return {};
    }

    // In 9.0 a package stands under its key without peers, once for all its snapshots.
    void add_snapshots(const Node& snapshots) {
        for (const auto& [key, entry] : snapshots.fields) {
            if (number_by_key_.contains(key)) continue;
            if (const auto package = number_by_key_.find(without_peers(key)); package != number_by_key_.end())
                number_by_key_.emplace(key, package->second);
        }
    }

    std::optional<size_t> find(std::string_view name, std::string_view reference) const {
        if (reference.starts_with("link:")) return std::nullopt;
        for (const std::string_view spelled : {reference, without_peers(reference)})
            for (const std::string& key : {std::string(spelled), fmt::format("{}@{}", name, spelled),
                                           fmt::format("/{}@{}", name, spelled), fmt::format("/{}/{}", name, spelled)})
                if (const auto found = number_by_key_.find(key); found != number_by_key_.end()) return found->second;
        return std::nullopt;
    }

    Result<void> link(std::string_view key, const Node& entry) {
        const auto number = number_by_key_.find(key);
        if (number == number_by_key_.end()) return {};
        ListedPackage& package = listed_.packages[number->second];
        for (const auto& [kind, list] :
             {std::pair("dependencies", &package.required), std::pair("optionalDependencies", &package.optional)}) {
            const Node* needs = entry.find(kind);
            if (needs == nullptr) continue;
            needs_ += needs->fields.size();
            if (needs_ > limits_.needs) return over("dependencies", limits_.needs, needs->line);
            for (const auto& [name, reference] : needs->fields)
                if (const auto found = find(name, reference.text)) {
                    list->push_back(*found);
                    listed_.links.push_back({.holder = number->second, .name = name, .package = found});
                }
        }
        return {};
    }

    void add_roots(const Node& importer, std::string_view folder) {
        constexpr std::array<std::pair<std::string_view, Scope>, 3> kinds{{{"dependencies", Scope::runtime},
                                                                           {"optionalDependencies", Scope::optional},
                                                                           {"devDependencies", Scope::development}}};
        for (const auto& [kind, scope] : kinds) {
            const Node* needs = importer.find(kind);
            if (needs == nullptr) continue;
            for (const auto& [name, need] : needs->fields) {
                // From 6.x on with the range that was asked for: {specifier, version}.
                const Node* version = need.is_table() ? need.find("version") : &need;
                if (version == nullptr) continue;
                if (const auto found = find(name, version->text)) {
                    listed_.roots.push_back({*found, scope});
                    listed_.links.push_back({.folder = std::string(folder), .name = name, .package = found});
                } else if (version->text.starts_with("link:")) {
                    if (auto target = join_path(folder, std::string_view(version->text).substr(5)))
                        listed_.links.push_back(
                            {.folder = std::string(folder), .name = name, .target = *std::move(target)});
                }
            }
        }
    }

    std::string_view path_;
    LockLimits limits_;
    Lines lines_;
    size_t needs_ = 0;
    ListedPackages listed_;
    std::unordered_map<std::string_view, size_t> number_by_key_;  // views into the document
};

// The documents of a YAML stream, each with the lines before it blank, so that lines count from the file's start.
std::vector<std::string> documents_of(std::string_view text) {
    std::vector<std::string> documents;
    constexpr std::string_view mark = "\n---";
    size_t start = 0;
    while (documents.size() < max_pnpm_documents) {
        size_t end = text.find(mark, start);
        while (end != std::string_view::npos && end + mark.size() < text.size() && text[end + mark.size()] != '\n' &&
               text[end + mark.size()] != '\r')
            end = text.find(mark, end + 1);
        const std::string_view one = text.substr(start, end == std::string_view::npos ? end : end - start);
        const auto before = std::ranges::count(text.substr(0, start), '\n');
        if (!trim(one).empty()) documents.push_back(std::string(static_cast<size_t>(before), '\n') + std::string(one));
        if (end == std::string_view::npos) break;
        start = end + mark.size();
    }
    return documents;
}

}  // namespace

PnpmKey split_pnpm_key(std::string_view key) {
    key = without_peers(key);
    const bool is_rooted = key.starts_with('/');
    if (is_rooted) key.remove_prefix(1);
    size_t from = 1;
    if (key.starts_with('@')) {
        from = key.find('/');
        if (from == std::string_view::npos) return {};
        ++from;
    }
    const size_t end = key.find_first_of("/@", from);
    if (end == std::string_view::npos) return {};
    const std::string_view rest = key.substr(end + 1);
    if (key[end] == '@') return {std::string(key.substr(0, end)), std::string(rest)};
    // Only the default registry's packages begin with '/'; "github.com/a/b/COMMIT" is no name.
    if (!is_rooted) return {};
    return {std::string(key.substr(0, end)), std::string(rest.substr(0, rest.find('_')))};
}

Result<ListedPackages> read_pnpm_lock(std::string_view text, std::string_view path, const LockLimits& limits) {
    if (text.size() > limits.bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", limits.bytes), std::string(path));
    if (text.starts_with("<<<<<<< ") || text.find("\n<<<<<<< ") != std::string_view::npos)
        return fail(ErrorCode::parse, "holds an unresolved merge conflict", std::string(path));
    PnpmReader reader(text, path, limits);
    for (const std::string& document : documents_of(text)) {
        WARD_TRY(const Node root, parse_yaml(document, path, document_limits));
        WARD_TRY_VOID(reader.read(root));
    }
    return reader.take();
}

}  // namespace ward::inventory::npm
