// Lists of names as they are found: lines, or JSON.
#include <algorithm>

#include <fmt/core.h>
#include <simdjson.h>

#include "base/text.h"
#include "facts/names/name_list.h"

namespace ward::names {
namespace {

class Reader {
  public:
    Reader(std::string_view source, Ecosystem ecosystem, const ListLimits& limits)
        : source_(source), ecosystem_(ecosystem), limits_(limits) {}

    Result<void> add(ListedName row, std::optional<uint64_t> rank) {
        if (out_.list.size() == limits_.names)
            return fail(ErrorCode::limit, fmt::format("more than {} names", limits_.names), std::string(source_));
        const std::string spelled = registry_spelling(ecosystem_, row.name);
        row.name = spelled;
        // Ranks are put in order as downloads are: the first rank is the greatest number.
        has_ranks_ = has_ranks_ || rank;
        if (rank) row.downloads = (uint64_t{1} << 62) - std::min(*rank, uint64_t{1} << 62);
        out_.list.add(row);
        return {};
    }
    void refuse(std::string_view place, std::string_view reason) {
        ++out_.refused;
        if (out_.problems.size() < limits_.problems)
            out_.problems.push_back(fmt::format("{}{}: {}", source_, place, reason));
    }

    Result<void> read_lines(std::string_view text);
    Result<void> read_json(std::string_view text);
    ReadList take();

  private:
    std::string_view source_;
    Ecosystem ecosystem_;
    const ListLimits& limits_;
    ReadList out_;
    bool has_ranks_ = false;
};

Result<void> Reader::read_lines(std::string_view text) {
    Columns columns;
    bool is_first = true;
    size_t number = 0;
    while (!text.empty()) {
        const size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) continue;
        if (line.starts_with('#')) {
            if (out_.remarks.size() < max_remarks) out_.remarks.emplace_back(trim(line.substr(1)));
            continue;
        }
        if (std::exchange(is_first, false)) {
            if (const auto named = columns_of(line)) {
                columns = *named;
                continue;
            }
        }
        const auto row = read_line(line, columns);
        if (!row) refuse(fmt::format(":{}", number), row.error());
        else
            WARD_TRY_VOID(add(row->row, columns.rank == Columns::none
                                            ? std::nullopt
                                            : std::optional(row->rank.value_or(uint64_t{1} << 62))));
    }
    return {};
}

Result<void> Reader::read_json(std::string_view text) {
    namespace ondemand = simdjson::ondemand;
    ondemand::parser parser(limits_.bytes + simdjson::SIMDJSON_PADDING);
    const simdjson::padded_string padded(text);
    const auto broken = [&](simdjson::error_code error) {
        return fail(ErrorCode::parse, std::string("not JSON: ") + simdjson::error_message(error), std::string(source_));
    };
    ondemand::document document;
    if (const auto error = parser.iterate(padded).get(document)) return broken(error);
    std::string_view name;
    if (text.find_first_of("[{") != std::string_view::npos && text[text.find_first_of("[{")] == '[') {
        ondemand::array array;
        if (const auto error = document.get_array().get(array)) return broken(error);
        for (auto item : array) {
            ondemand::value value;
            if (const auto error = item.get(value)) return broken(error);
            if (value.get_string().get(name) != simdjson::SUCCESS || !is_name(name))
                refuse("", "a row that is no name");
            else WARD_TRY_VOID(add({name, {}, {}}, {}));
        }
    } else {
        ondemand::object object;
        if (const auto error = document.get_object().get(object)) return broken(error);
        for (auto field : object) {
            if (const auto error = field.unescaped_key().get(name)) return broken(error);
            ondemand::value value;
            if (const auto error = field.value().get(value)) return broken(error);
            uint64_t downloads = 0;
            if (!is_name(name)) refuse("", "'" + display(name.substr(0, 80)) + "' is no name");
            else if (value.get_uint64().get(downloads) != simdjson::SUCCESS || downloads >> 62 != 0)
                refuse("", "'" + display(name) + "' has no number of downloads");
            else WARD_TRY_VOID(add({name, downloads, {}}, {}));
        }
    }
    const char* at = nullptr;
    if (document.current_location().get(at) != simdjson::OUT_OF_BOUNDS)
        return fail(ErrorCode::parse, "more behind the list", std::string(source_));
    return {};
}

ReadList Reader::take() {
    out_.list.rank();
    if (has_ranks_) {
        NameList plain;
        for (size_t i = 0; i < out_.list.size(); ++i) plain.add({out_.list.name(i), {}, out_.list.created(i)});
        out_.list = std::move(plain);
    }
    return std::move(out_);
}

}  // namespace

Result<ReadList> read_names(std::string_view text, std::string_view source, Ecosystem ecosystem,
                            const ListLimits& limits) {
    if (text.size() > limits.bytes)
        return fail(ErrorCode::limit, fmt::format("more than {} bytes", limits.bytes), std::string(source));
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    Reader reader(source, ecosystem, limits);
    const size_t first = text.find_first_not_of(" \t\r\n");
    const bool is_json = first != std::string_view::npos && (text[first] == '[' || text[first] == '{');
    WARD_TRY_VOID(is_json ? reader.read_json(text) : reader.read_lines(text));
    return reader.take();
}

}  // namespace ward::names
