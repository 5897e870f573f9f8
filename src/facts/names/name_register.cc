#include "facts/names/name_register.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "facts/names/name_list.h"

namespace ward::names {

Result<NameRegister> NameRegister::open(const std::string& path) {
    NameRegister out;
    WARD_TRY(out.map_, Map::open(path));
    const std::string_view text = out.map_.bytes();
    while (out.begin_ < text.size() && text[out.begin_] == '#') {
        const size_t end = text.find('\n', out.begin_);
        out.begin_ = end == std::string_view::npos ? text.size() : end + 1;
    }
    return out;
}

std::optional<NameRegister::Row> NameRegister::find(std::string_view name) const {
    const std::string_view text = map_.bytes().substr(begin_);
    // The line that begins at or behind `low` and before `high`, as long as there is one.
    size_t low = 0;
    size_t high = text.size();
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const size_t before = middle == 0 ? std::string_view::npos : text.rfind('\n', middle - 1);
        const size_t begin = before == std::string_view::npos ? 0 : before + 1;
        size_t end = text.find('\n', begin);
        if (end == std::string_view::npos) end = text.size();
        const std::string_view line = text.substr(begin, end - begin);
        const size_t tab = line.find('\t');
        const std::string_view here = line.substr(0, tab);
        if (here == name)
            return Row{tab == std::string_view::npos ? std::nullopt : to_number<uint64_t>(line.substr(tab + 1))};
        if (here < name) low = end + 1;
        else high = begin;
    }
    return std::nullopt;
}

std::string register_text(const NameList& list, std::string_view remarks) {
    std::vector<uint32_t> order(list.size());
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::sort(order, {}, [&](uint32_t place) { return list.name(place); });
    std::string out(remarks);
    for (const uint32_t place : order) {
        // A remark to whoever reads it as a list.
        if (list.name(place).starts_with('#')) continue;
        out += list.name(place);
        if (const auto downloads = list.downloads(place)) out += '\t' + std::to_string(*downloads);
        out += '\n';
    }
    return out;
}

}  // namespace ward::names
