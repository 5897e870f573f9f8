// The catalogue as a witness: every folder whose name a row knows, and every file a row names, anywhere in the tree. A
// name alone proves nothing: a rule must find a version in the file, or a file that only this library has must be
// there.
#include <algorithm>
#include <map>
#include <tuple>

#include "base/parallel.h"
#include "base/text.h"
#include "facts/inventory/evidence.h"
#include "facts/inventory/subject.h"
#include "facts/inventory/vendored.h"
#include "facts/inventory/version_rules.h"
#include "facts/inventory/version_text.h"

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

// How well a file stands where the row expects it.
enum class Fit { exact, flattened };

// A file to look at on behalf of a row.
struct Lead {
    std::string file{};
    std::string place{};
    const CatalogueRow* row = nullptr;
    const VersionRule* rule = nullptr;  // nullptr: being there is enough
    Fit fit = Fit::exact;
    bool needs_marker = false;
    bool is_above = false;  // what the embedding project says; proves nothing alone

    // Filled when read.
    std::optional<FoundText> found{};
    Evidence evidence{};
    bool is_there = false;
};

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
            for (const std::string_view file : row->files) follow_files(*row, file);
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

    // As the row has it, one folder more, one folder less, or alone.
    std::optional<std::string> find(std::string_view folder, std::string_view file, Fit& fit) const {
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

std::string_view version_of(const Lead& lead) {
    return lead.found ? std::string_view(lead.found->value) : std::string_view();
}

void read_lead(Lead& lead, std::string_view text) {
    if (lead.needs_marker && !lead.row->marker.empty()) {
        const size_t at = text.find(lead.row->marker);
        if (at == std::string_view::npos) return;
        lead.evidence = evidence_at(lead.file, text, at);
    }
    lead.is_there = true;
    if (lead.rule == nullptr) {
        if (lead.evidence.path.empty()) lead.evidence = {lead.file, 0, {}};
        return;
    }
    lead.found = find_version(*lead.rule, text);
    if (lead.found) lead.evidence = evidence_at(lead.file, text, lead.found->offset);
}

// Every file is read once, whatever the number of leads to it.
void read_all(const Tree& tree, std::vector<Lead>& leads, Collector& out) {
    std::ranges::stable_sort(leads, {}, [](const Lead& lead) { return std::string_view(lead.file); });
    std::vector<size_t> starts;
    for (size_t i = 0; i < leads.size(); ++i)
        if (i == 0 || leads[i].file != leads[i - 1].file) starts.push_back(i);
    std::vector<std::string> problems(starts.size());
    parallel_for(starts.size(), [&](size_t number) {
        const size_t start = starts[number];
        const size_t end = number + 1 < starts.size() ? starts[number + 1] : leads.size();
        const bool wants_text =
            std::any_of(leads.begin() + static_cast<ptrdiff_t>(start), leads.begin() + static_cast<ptrdiff_t>(end),
                        [](const Lead& lead) { return lead.rule != nullptr || lead.needs_marker; });
        Result<std::string> text = std::string();
        if (wants_text) text = tree.read(leads[start].file, max_version_file_bytes);
        if (!text) {
            problems[number] = text.error().what;
            return;
        }
        for (size_t i = start; i < end; ++i) read_lead(leads[i], *text);
    });
    for (size_t number = 0; number < starts.size(); ++number)
        if (!problems[number].empty()) out.unread(leads[starts[number]].file, problems[number]);
}

// The same file may serve several nested folders ("include/uv" of "uv"): the outermost counts. A file without
// upstream's folders around it is a copy of a header: beside the library itself it can only contradict it.
void drop_shadows(const Tree& tree, std::vector<Lead>& leads) {
    std::ranges::stable_sort(leads, {}, [](const Lead& lead) { return lead.place.size(); });
    std::map<std::pair<std::string, const CatalogueRow*>, std::string> seen;
    std::map<std::pair<std::string, const CatalogueRow*>, const Lead*> exact;
    for (const Lead& lead : leads)
        if (lead.fit == Fit::exact && !lead.is_above && (lead.found || lead.rule == nullptr))
            exact.try_emplace({std::string(tree.vendored_owner(lead.place)), lead.row}, &lead);
    std::vector<Lead> kept;
    for (Lead& lead : leads) {
        if (!lead.is_there || (lead.rule != nullptr && !lead.found)) continue;
        if (!lead.is_above) {
            const auto [place, fresh] = seen.try_emplace({lead.file, lead.row}, lead.place);
            if (!fresh && place->second != lead.place) continue;
        }
        const std::string_view owner = tree.vendored_owner(lead.place);
        if (lead.fit == Fit::flattened && !owner.empty()) {
            const auto main = exact.find({std::string(owner), lead.row});
            if (main != exact.end()) {
                const std::string_view known = version_of(*main->second);
                if (!known.empty() && same_version(known, version_of(lead))) continue;
                lead.place = main->second->place;
            }
        }
        kept.push_back(lead);
    }
    leads = std::move(kept);
}

// Beside a version found in the component itself, the embedding project's word counts: as another witness, or as the
// suffix of its fork.
void apply_above(std::vector<Lead>& leads) {
    std::map<std::pair<std::string, const CatalogueRow*>, std::vector<Lead*>> found;
    for (Lead& lead : leads)
        if (!lead.is_above && lead.found) found[{lead.place, lead.row}].push_back(&lead);
    for (Lead& lead : leads) {
        if (!lead.is_above || !lead.found) continue;
        const auto own = found.find({lead.place, lead.row});
        lead.is_there = own != found.end();
        if (!lead.is_there || lead.rule->form != Form::fork) continue;
        const std::string suffix = lead.found->value;
        for (Lead* main : own->second) main->found->value += suffix;
        lead.found->value = own->second.front()->found->value;
    }
    std::erase_if(leads, [](const Lead& lead) { return lead.is_above && !lead.is_there; });
}

}  // namespace

void ask_catalogue(const Tree& tree, std::vector<Statement>& said, Collector& out) {
    std::vector<Lead> leads = Search(tree).leads();
    read_all(tree, leads, out);
    drop_shadows(tree, leads);
    apply_above(leads);
    // Rules speak in the order of their row; what only proves presence comes last.
    std::ranges::stable_sort(leads, {}, [](const Lead& lead) {
        return std::tuple(std::string_view(lead.place), lead.rule == nullptr, lead.fit,
                          lead.rule == nullptr ? 0 : lead.rule - lead.row->rules.begin());
    });
    for (Lead& lead : leads) {
        Statement statement;
        statement.path = lead.place;
        statement.row = lead.row;
        if (lead.found) statement.version = lead.found->value;
        statement.evidence = std::move(lead.evidence);
        said.push_back(std::move(statement));
    }
}

}  // namespace ward::inventory
