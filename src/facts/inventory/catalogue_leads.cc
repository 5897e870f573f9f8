#include "facts/inventory/catalogue_leads.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "facts/inventory/subject.h"

namespace ward::inventory {
namespace {

constexpr std::string_view row_folder(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}
constexpr std::string_view base_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}
std::string joined(std::string_view folder, std::string_view file) {
    return folder.empty() ? std::string(file) : std::string(folder) + '/' + std::string(file);
}

// A header as C++ projects rename it: "lz4.h" is "lz4.hpp" there. The name as it is comes first.
std::vector<std::string> spellings_of(std::string_view file) {
    std::vector<std::string> all{std::string(file)};
    if (file.ends_with(".h"))
        for (const std::string_view more : {"pp", "h", "xx"}) all.push_back(std::string(file) + std::string(more));
    return all;
}

std::string letters_of(std::string_view name) {
    std::string letters;
    for (const char c : name)
        if (is_alnum(c)) letters += to_lower(c);
    return letters;
}

// Do the rule's macros bear the library's name? "LLHTTP_VERSION_MAJOR" does, "VERSION" may be anybody's.
bool has_own_macros(const CatalogueRow& row, const VersionRule& rule) {
    if (rule.form != Form::value && rule.form != Form::parts && rule.form != Form::packed) return false;
    const std::string macro = letters_of(rule.names[0]);
    const auto begins = [&](std::string_view name) { return name.size() > 2 && macro.starts_with(letters_of(name)); };
    return begins(row.name) || std::ranges::any_of(row.folders, begins);
}

// Rules by the base names of their headers.
using RulesByHeader = std::map<std::string_view, std::vector<std::pair<const CatalogueRow*, const VersionRule*>>>;

const RulesByHeader& rules_by_header() {
    static const RulesByHeader rules = [] {
        RulesByHeader made;
        for (const CatalogueRow* row : all_rows())
            for (const VersionRule& rule : row->rules) {
                if (!has_own_macros(*row, rule)) continue;
                if (rule.file.ends_with(".h")) made[base_of(rule.file)].emplace_back(row, &rule);
                for (const std::string_view file : row->files)
                    if (rule.file.empty() && file.ends_with(".h")) made[base_of(file)].emplace_back(row, &rule);
            }
        return made;
    }();
    return rules;
}

class Search {
  public:
    explicit Search(const Tree& tree) : tree_(tree) {}

    std::vector<Lead> leads() {
        follow_subject();
        follow_submodules();
        for (const Entry& entry : tree_.entries())
            if (entry.kind == EntryKind::folder)
                for (const CatalogueRow* row : rows_for_folder(base_of(entry.path))) follow_folder(*row, entry.path);
        for (const CatalogueRow* row : all_rows())
            for (const std::string_view file : row->files)
                for (const std::string& spelled : spellings_of(file)) follow_files(*row, spelled);
        for (const Entry& entry : tree_.entries())
            if (entry.kind == EntryKind::file && entry.path.ends_with(".h")) follow_prefixed(entry.path);
        return std::move(leads_);
    }

  private:
    // A library that is itself the subject: its files must not pass for a vendored copy of it.
    void follow_subject() {
        const auto subject = subject_by_files(tree_);
        if (!subject || subject->name.empty()) return;
        if (const CatalogueRow* row = row_named(subject->name)) follow_folder(*row, "");
    }

    // A submodule is known by its repository, whatever its folder is called.
    void follow_submodules() {
        for (const Submodule& submodule : tree_.submodules()) {
            const CatalogueRow* row = row_of_upstream(submodule.url);
            if (row == nullptr || !tree_.has_folder(submodule.path)) continue;
            const auto rows = rows_for_folder(base_of(submodule.path));
            if (std::ranges::find(rows, row) == rows.end()) follow_folder(*row, submodule.path);
        }
    }

    void follow_folder(const CatalogueRow& row, std::string_view folder) {
        for (const VersionRule& rule : row.rules) {
            if (rule.file.empty()) continue;
            Fit fit = Fit::exact;
            const bool is_above = rule.file[0] == '/';
            auto file = is_above ? find_above(folder, rule.file.substr(1)) : find(folder, rule.file, fit);
            if (!file) continue;
            if (is_above) {
                leads_.push_back({.file = *std::move(file),
                                  .place = std::string(folder),
                                  .row = &row,
                                  .rule = &rule,
                                  .is_above = true});
                continue;
            }
            // A package stands where its package.json does: deps/undici/src.
            std::string place(rule.form == Form::json ? row_folder(*file) : folder);
            leads_.push_back(
                {.file = *std::move(file), .place = std::move(place), .row = &row, .rule = &rule, .fit = fit});
        }
        for (const std::string_view file : row.present)
            if (std::string path = joined(folder, file); tree_.has_file(path)) {
                leads_.push_back({.file = std::move(path), .place = std::string(folder), .row = &row});
                break;
            }
    }

    std::optional<std::string> find_above(std::string_view folder, std::string_view file) const {
        while (!folder.empty()) {
            folder = row_folder(folder);
            if (std::string path = joined(folder, file); tree_.has_file(path)) return path;
        }
        return std::nullopt;
    }

    std::optional<std::string> find(std::string_view folder, std::string_view file, Fit& fit) const {
        for (const std::string& spelled : spellings_of(file)) {
            fit = Fit::exact;
            if (auto found = find_spelled(folder, spelled, fit)) return found;
        }
        return std::nullopt;
    }

    // As the row has it, one folder more, one folder less, or alone.
    std::optional<std::string> find_spelled(std::string_view folder, std::string_view file, Fit& fit) const {
        for (const std::string_view prefix : {"", "src/", "include/", "lib/"})
            if (std::string path = joined(folder, std::string(prefix) + std::string(file)); tree_.has_file(path))
                return path;
        for (const std::string_view prefix : {"src/", "include/", "lib/"})
            if (file.starts_with(prefix))
                if (std::string path = joined(folder, file.substr(prefix.size())); tree_.has_file(path)) return path;
        fit = Fit::flattened;
        const std::string_view base = base_of(file);
        // "VERSION" or "version.h" of some folder deeper in is not this library's.
        if (base == file) return std::nullopt;
        std::string path = joined(folder, base);
        return tree_.has_file(path) ? std::optional(std::move(path)) : std::nullopt;
    }

    // A package stands where its package.json does, as for the readers of npm's packages.
    void follow_files(const CatalogueRow& row, std::string_view file) {
        for (const std::string_view path : tree_.files_named(base_of(file))) {
            if (path != file && !path.ends_with('/' + std::string(file))) continue;
            if (!row.beside.empty() && !tree_.has_file(joined(row_folder(path), row.beside))) continue;
            const std::string place(base_of(path) == "package.json" ? row_folder(path) : place_of(row, path));
            bool has_rule = false;
            for (const VersionRule& rule : row.rules) {
                if (!rule.file.empty()) continue;
                has_rule = true;
                leads_.push_back(
                    {.file = std::string(path), .place = place, .row = &row, .rule = &rule, .needs_marker = true});
            }
            // Something the row names by file, and that never says its version.
            if (!has_rule || row.marker.empty())
                leads_.push_back({.file = std::string(path), .place = place, .row = &row, .needs_marker = true});
        }
    }

    // "c_nio_llhttp.h": a copy whose files got a prefix, so that two copies can stand in one program.
    void follow_prefixed(std::string_view path) {
        const std::string_view base = base_of(path);
        for (size_t at = base.find_first_of("_-"); at != std::string_view::npos;
             at = base.find_first_of("_-", at + 1)) {
            const auto found = rules_by_header().find(base.substr(at + 1));
            if (found == rules_by_header().end()) continue;
            for (const auto& [row, rule] : found->second)
                leads_.push_back({.file = std::string(path),
                                  .place = std::string(place_of(*row, path)),
                                  .row = row,
                                  .rule = rule,
                                  .fit = Fit::flattened});
        }
    }

    // The library's own folder where there is one around the file, else the file.
    static std::string_view place_of(const CatalogueRow& row, std::string_view path) {
        std::string_view folder = row_folder(path);
        for (int levels = 0; levels < 3 && !folder.empty(); ++levels, folder = row_folder(folder)) {
            const std::vector<const CatalogueRow*> rows = rows_for_folder(base_of(folder));
            if (std::ranges::find(rows, &row) != rows.end()) return folder;
        }
        return path;
    }

    const Tree& tree_;
    std::vector<Lead> leads_;
};

}  // namespace

std::vector<Lead> leads_of(const Tree& tree) {
    return Search(tree).leads();
}

}  // namespace ward::inventory
