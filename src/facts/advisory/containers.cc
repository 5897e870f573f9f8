#include "facts/advisory/containers.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/advisory/json_dom.h"
#include "facts/advisory/osv_record.h"

namespace ward::advisory {
namespace {

constexpr size_t most_index_records = 100'000;
constexpr size_t most_cves = 100;         // of one record
constexpr size_t most_bytes = 64u << 20;  // of all records of a file, each as often as it has CVEs

struct FirstKey {
    std::string_view key;
    char value = ' ';  // the first character of what stands behind it
};

// The first key of an object, as it is written.
std::optional<FirstKey> first_key(std::string_view json) {
    size_t at = json.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (at == std::string_view::npos || json[at] != '{') return std::nullopt;
    at = json.find_first_not_of(" \t\r\n", at + 1);
    if (at == std::string_view::npos || json[at] != '"') return std::nullopt;
    const size_t end = json.find('"', at + 1);
    const size_t colon = end == std::string_view::npos ? end : json.find_first_not_of(" \t\r\n", end + 1);
    if (colon == std::string_view::npos || json[colon] != ':') return std::nullopt;
    const size_t value = json.find_first_not_of(" \t\r\n", colon + 1);
    if (value == std::string_view::npos) return std::nullopt;
    return FirstKey{json.substr(at + 1, end - at - 1), json[value]};
}

bool is_number(std::string_view text) {
    constexpr size_t most_digits = 9;
    return !text.empty() && text.size() <= most_digits && std::ranges::all_of(text, is_digit);
}

// "vuln/core/150.json" is 150.
std::string_view number_in_name(std::string_view name) {
    name.remove_prefix(name.rfind('/') + 1);
    return name.substr(0, name.find('.'));
}

class Wrapper {
  public:
    // `number` names the record where it does not do that itself.
    Result<void> add(const dom::Element& record, std::string_view number) {
        int64_t own = 0;
        const bool npm = !dom::text_at(record, "module_name").empty();
        if (record["id"].get(own) == simdjson::SUCCESS && own >= 0) number_ = fmt::format("{}", own);
        else number_ = number;
        if (!is_number(number_)) return fail(ErrorCode::parse, "has no number, and neither has the file's name");
        std::vector<std::string_view> cves;
        dom::each_at(record, npm ? "cves" : "cve", [&](const dom::Element& item) {
            std::string_view cve;
            if (item.get(cve) == simdjson::SUCCESS && is_record_id(cve)) cves.push_back(cve);
        });
        if (cves.size() > most_cves) return fail(ErrorCode::limit, "names too many CVEs");
        const std::string body = simdjson::minify(record);
        if (cves.empty()) cves.emplace_back();
        if (body.size() > (most_bytes - std::min(bytes_, most_bytes)) / cves.size())
            return fail(ErrorCode::limit, fmt::format("makes the file's records larger than {} bytes", most_bytes));
        bytes_ += body.size() * cves.size();
        items_.several += cves.size() > 1 ? 1 : 0;
        for (const std::string_view cve : cves)
            items_.records.push_back(fmt::format(R"({{"{}":"{}",{}"record":{}}})", npm ? "nodejs-npm" : "nodejs-core",
                                                 number_, cve.empty() ? "" : fmt::format(R"("cve":"{}",)", cve), body));
        return {};
    }
    void say(std::string problem) { items_.problems.push_back(std::move(problem)); }
    NodejsItems take() && { return std::move(items_); }

  private:
    std::string number_;
    size_t bytes_ = 0;
    NodejsItems items_;
};

}  // namespace

Container container_of(std::string_view json) {
    constexpr std::array<std::string_view, 4> page = {"resultsPerPage", "startIndex", "totalResults",
                                                      "vulnerabilities"};
    constexpr std::array<std::string_view, 6> nodejs = {
        "vulnerable", "patched", "module_name", "created_at", "affectedEnvironments", "vulnerable_versions"};
    const auto first = first_key(json);
    if (!first) return Container::none;
    auto is_one_of = [&](const auto& keys) { return std::ranges::find(keys, first->key) != keys.end(); };
    if (is_one_of(page)) return Container::nvd_page;
    if (first->key == "statements" && first->value == '[') return Container::remarks;
    const bool index = is_number(first->key) && first->value == '{';
    const bool record = is_one_of(nodejs) || (first->key == "cve" && first->value == '[') ||
                        (first->key == "id" && is_digit(first->value));
    return index || record ? Container::nodejs : Container::none;
}

JsonSlices nvd_items(std::string_view json) {
    // The key as such: within a text its quotes would be escaped.
    constexpr std::string_view key = "\"vulnerabilities\"";
    JsonSlices items;
    const size_t at = json.find(key);
    const size_t array = at == std::string_view::npos ? at : json.find('[', at + key.size());
    const auto end = array == std::string_view::npos ? std::nullopt : json_value_end(json, array);
    if (!end) {
        items.broken_line = 1;
        return items;
    }
    items = split_json(json.substr(array, *end - array));
    const auto lines = static_cast<uint64_t>(std::ranges::count(json.substr(0, array), '\n'));
    for (JsonSlice& slice : items.values) {
        slice.offset += array;
        slice.line += lines;
    }
    if (items.broken_line) *items.broken_line += lines;
    return items;
}

Result<NodejsItems> nodejs_items(std::string_view json, std::string_view name) {
    simdjson::dom::parser parser;
    simdjson::padded_string padded(json);
    dom::Element root;
    if (const auto error = parser.parse(padded).get(root); error != simdjson::SUCCESS)
        return fail(ErrorCode::parse, simdjson::error_message(error), "line 1");
    simdjson::dom::object members;
    if (root.get(members) != simdjson::SUCCESS) return fail(ErrorCode::parse, "is no JSON object", "line 1");
    Wrapper wrapper;
    const auto first = first_key(json);
    if (!first || !is_number(first->key)) {
        WARD_TRY_VOID(wrapper.add(root, number_in_name(name)));
        return std::move(wrapper).take();
    }
    size_t count = 0;
    for (const auto [key, value] : members) {
        if (++count > most_index_records) return fail(ErrorCode::limit, "has too many records");
        if (const auto added = wrapper.add(value, key); !added)
            wrapper.say(fmt::format("record {}: {}", display(key), added.error().what));
    }
    return std::move(wrapper).take();
}

}  // namespace ward::advisory
