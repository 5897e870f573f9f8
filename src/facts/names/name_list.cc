#include "facts/names/name_list.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "base/text.h"

namespace ward::names {

std::optional<uint64_t> NameList::downloads(size_t place) const {
    if (downloads_.empty() || downloads_[place] == unknown) return std::nullopt;
    return downloads_[place];
}

std::optional<Instant> NameList::created(size_t place) const {
    if (created_.empty() || created_[place] == 0) return std::nullopt;
    return created_[place];
}

void NameList::reserve(size_t names, size_t bytes) {
    ends_.reserve(names);
    text_.reserve(bytes);
}

void NameList::add(const ListedName& row) {
    if (row.downloads && downloads_.empty()) downloads_.assign(size(), unknown);
    if (row.created && created_.empty()) created_.assign(size(), 0);
    text_ += row.name;
    ends_.push_back(static_cast<uint32_t>(text_.size()));
    if (!downloads_.empty() || row.downloads) downloads_.push_back(row.downloads.value_or(unknown));
    if (!created_.empty() || row.created) created_.push_back(row.created.value_or(0));
}

void NameList::rank() {
    std::vector<uint32_t> order(size());
    std::iota(order.begin(), order.end(), 0u);
    // Without downloads the order of the list is the ranking.
    const auto use = [&](uint32_t place) -> std::optional<uint64_t> { return downloads(place); };
    std::ranges::stable_sort(order, [&](uint32_t a, uint32_t b) {
        if (use(a) != use(b)) return use(a) > use(b);
        return has_downloads() && name(a) < name(b);
    });
    NameList ranked;
    ranked.reserve(size(), text_.size());
    std::unordered_set<std::string_view> seen;
    seen.reserve(size());
    for (const uint32_t place : order)
        if (seen.insert(name(place)).second) ranked.add({name(place), downloads(place), created(place)});
    *this = std::move(ranked);
}

void NameList::cut(size_t count) {
    if (count >= size()) return;
    text_.resize(count == 0 ? 0 : ends_[count - 1]);
    ends_.resize(count);
    if (!downloads_.empty()) downloads_.resize(count);
    if (!created_.empty()) created_.resize(count);
    text_.shrink_to_fit();
    ends_.shrink_to_fit();
    downloads_.shrink_to_fit();
    created_.shrink_to_fit();
}

size_t NameList::bytes() const {
    return text_.capacity() + ends_.capacity() * sizeof(uint32_t) + downloads_.capacity() * sizeof(uint64_t) +
           created_.capacity() * sizeof(Instant);
}

std::optional<Columns> columns_of(std::string_view line) {
    Columns columns{Columns::none, Columns::none, Columns::none, Columns::none};
    const std::vector<std::string_view> cells = split(line, '\t');
    for (size_t i = 0; i < cells.size(); ++i) {
        const std::string cell = to_lower(trim(cells[i]));
        const auto take = [&](size_t& column) {
            if (column == Columns::none) column = i;
        };
        if (cell == "name") take(columns.name);
        else if (cell.starts_with("downloads")) take(columns.downloads);
        else if (cell.starts_with("rank")) take(columns.rank);
        else if (cell == "created" || cell == "first_published") take(columns.created);
    }
    // A package may be called `name`; a line of a heading says more.
    if (columns.name == Columns::none || cells.size() < 2) return std::nullopt;
    const bool is_heading =
        columns.downloads != Columns::none || columns.rank != Columns::none || columns.created != Columns::none;
    return is_heading ? std::optional(columns) : std::nullopt;
}

std::expected<ListedLine, std::string> read_line(std::string_view line, const Columns& columns) {
    ListedLine out;
    size_t column = 0;
    for (size_t at = 0; at <= line.size(); ++column) {
        size_t end = line.find('\t', at);
        if (end == std::string_view::npos) end = line.size();
        const std::string_view cell = line.substr(at, end - at);
        at = end + 1;
        if (column == columns.name) {
            if (!is_name(cell)) return std::unexpected("'" + display(cell.substr(0, 80)) + "' is no name");
            out.row.name = cell;
        } else if (cell.empty()) {
            continue;
        } else if (column == columns.downloads) {
            out.row.downloads = to_number<uint64_t>(cell);
            if (!out.row.downloads || *out.row.downloads >> 62 != 0)
                return std::unexpected("'" + display(cell.substr(0, 80)) + "' is no number of downloads");
        } else if (column == columns.rank) {
            out.rank = to_number<uint64_t>(cell);
            if (!out.rank) return std::unexpected("'" + display(cell.substr(0, 80)) + "' is no rank");
        } else if (column == columns.created) {
            out.row.created = parse_instant(cell);
            if (!out.row.created) return std::unexpected("'" + display(cell.substr(0, 80)) + "' is no date");
        }
    }
    if (out.row.name.empty()) return std::unexpected(std::string("has no name"));
    return out;
}

}  // namespace ward::names
