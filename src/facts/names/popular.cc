#include "facts/names/popular.h"

#include <algorithm>
#include <map>

#include "base/path.h"
#include "base/table_lines.h"
#include "facts/names/fetched_files.h"

namespace ward::names {

extern const std::string_view npm_popular_txt;
extern const std::string_view npm_scopes_txt;
extern const std::string_view npm_lookalikes_txt;

namespace {

constexpr size_t max_fetched_bytes = 64u << 20;
// A month: a short list may name what nobody uses. The last of npm's 50,000 most used names has five times as many.
constexpr uint64_t least_established = 10'000;

NameList compiled_list(std::string_view text) {
    NameList list;
    for_each_line(text, [&](std::string_view line) { list.add({line, {}, {}}); });
    return list;
}

// "npm names by monthly downloads, November 2026": the first remark of a compiled-in list.
std::string first_remark(std::string_view text) {
    const size_t end = text.find('\n');
    return std::string(text.substr(2, end == std::string_view::npos ? 0 : end - 2));
}

}  // namespace

Result<PopularNames> PopularNames::compiled_in() {
    return of(compiled_list(npm_popular_txt), Ecosystem::npm, "the list in ward: " + first_remark(npm_popular_txt));
}

PopularNames PopularNames::of(NameList list, Ecosystem ecosystem, std::string origin, const PopularOptions& options) {
    PopularNames out;
    out.ecosystem_ = ecosystem;
    out.origin_ = std::move(origin);
    out.options_ = options;
    *out.list_ = std::move(list);
    *out.table_ = NameTable(*out.list_);
    out.index_ = LikenessIndex(*out.list_, options.index);
    out.add_scopes();
    for (size_t place = 0; place < out.top(); ++place) {
        const NameParts parts = parts_of(out.list_->name(place));
        if (parts.scope.empty()) continue;
        out.bases_->add({parts.base, {}, {}});
        out.base_places_.push_back(static_cast<uint32_t>(place));
    }
    *out.base_table_ = NameTable(*out.bases_);
    if (ecosystem == Ecosystem::npm)
        for (const std::string_view text : {npm_popular_txt, npm_lookalikes_txt})
            for_each_line(text, [&](std::string_view line) { out.established_.insert(line); });
    return out;
}

// Of the list itself, the most used first, then those that the program knows.
void PopularNames::add_scopes() {
    std::map<std::string_view, uint64_t> counted;
    for (size_t place = 0; place < list_->size(); ++place) {
        const std::string_view scope = parts_of(list_->name(place)).scope;
        // Without downloads, whoever has a package among the targets is popular enough.
        if (scope.empty() || (!list_->has_downloads() && place >= targets())) continue;
        counted[scope] += list_->downloads(place).value_or(0);
    }
    NameList found;
    for (const auto& [scope, downloads] : counted)
        if (!list_->has_downloads() || downloads >= options_.scope_downloads)
            found.add({scope, list_->has_downloads() ? std::optional(downloads) : std::nullopt, {}});
    found.rank();
    for (size_t i = 0; i < found.size(); ++i) scopes_->add({found.name(i), found.downloads(i), {}});
    if (ecosystem_ == Ecosystem::npm)
        for_each_line(npm_scopes_txt, [&](std::string_view scope) {
            if (!counted.contains(scope)) scopes_->add({scope, {}, {}});
        });
    *scope_table_ = NameTable(*scopes_);
    scope_index_ = LikenessIndex(*scopes_, {.targets = scopes_->size(), .two_edits = 0});
}

Result<std::optional<PopularNames>> PopularNames::fetched(const std::string& folder, Ecosystem ecosystem) {
    const FetchedFiles files = fetched_files(folder, ecosystem);
    if (!path_exists(files.popular)) return std::nullopt;
    WARD_TRY(const std::string text, read_file(files.popular, max_fetched_bytes));
    WARD_TRY(ReadList read, read_names(text, files.popular, ecosystem));
    if (read.refused > 0) return fail(ErrorCode::damaged, read.problems.front() + " (ward db update names mends it)");
    const std::string what = read.remarks.empty() ? base_name(files.popular) : read.remarks.front();
    PopularNames out = of(std::move(read.list), ecosystem, "the fetched list: " + what);
    if (path_exists(files.all)) {
        WARD_TRY(out.register_, NameRegister::open(files.all));
    }
    return out;
}

bool PopularNames::is_established(std::string_view name, std::optional<uint32_t> place) const {
    if (place && *place < targets() && list_->downloads(*place).value_or(least_established) >= least_established)
        return true;
    return established_.contains(name);
}

std::optional<uint64_t> PopularNames::downloads_of(std::string_view name) const {
    if (const auto place = place_of(name)) return list_->downloads(*place);
    return registered_downloads_of(name);
}

std::optional<uint64_t> PopularNames::registered_downloads_of(std::string_view name) const {
    if (register_)
        if (const auto row = register_->find(name)) return row->downloads;
    return std::nullopt;
}

std::optional<Instant> PopularNames::created_of(std::string_view name) const {
    const auto place = place_of(name);
    return place ? list_->created(*place) : std::nullopt;
}

std::optional<bool> PopularNames::exists(std::string_view name) const {
    if (place_of(name)) return true;
    if (!register_) return std::nullopt;
    return register_->find(name).has_value();
}

std::optional<uint32_t> PopularNames::place_of_base(std::string_view base, std::optional<uint32_t> plain) const {
    const auto scoped = base_table_->find(base);
    const std::optional<uint32_t> first = plain && *plain < top() ? plain : std::nullopt;
    if (!scoped) return first;
    const uint32_t place = base_places_[*scoped];
    return first ? std::min(*first, place) : place;
}

size_t PopularNames::bytes() const {
    return list_->bytes() + table_->bytes() + index_.bytes() + scopes_->bytes() + scope_table_->bytes() +
           scope_index_.bytes() + bases_->bytes() + base_table_->bytes() + base_places_.capacity() * sizeof(uint32_t);
}

}  // namespace ward::names
