#include "actions/release/replay/published_record.h"

#include <algorithm>
#include <vector>

#include "actions/release/output/machine.h"
#include "actions/release/record/ranges.h"
#include "base/text.h"
#include "formats/letters.h"

namespace ward::release {
namespace {

// Versions from <= v < below, by their keys.
struct Row {
    std::string from = {};   // empty: from the first on
    std::string below = {};  // empty: without an end
    bool is_affected = false;

    bool holds(const std::string& key) const { return key >= from && (below.empty() || key < below); }
};

struct Product {
    std::vector<Row> rows;
    bool is_affected_otherwise = false;

    bool affects(const std::string& key) const {
        for (const Row& row : rows)
            if (row.holds(key)) return row.is_affected;
        return is_affected_otherwise;
    }
};

std::unexpected<Error> no_version() {
    return fail(ErrorCode::parse, "has a version that is none");
}

// "4", "4.0" and "4.0.1".
Result<std::string> published_key(std::string_view version) {
    if (version == "0") return std::string();
    const auto dots = std::ranges::count(version, '.');
    std::string key = version_key(std::string(version) + (dots == 0 ? ".0.0" : dots == 1 ? ".0" : ""));
    if (key.empty()) return no_version();
    return key;
}

// The first version behind "4.*" or "4.1.*".
Result<std::string> key_behind(std::string_view pattern) {
    std::vector<uint32_t> numbers;
    for (const std::string_view part : split(pattern.substr(0, pattern.size() - 2), '.')) {
        const auto number = to_number<uint32_t>(part);
        if (!number) return no_version();
        numbers.push_back(*number);
    }
    if (numbers.empty() || numbers.size() > 2) return no_version();
    const uint64_t next = uint64_t{numbers.back()} + 1;
    return published_key(numbers.size() == 1 ? std::to_string(next)
                                             : std::to_string(numbers[0]) + "." + std::to_string(next));
}

Result<Row> row_of(const Node& node) {
    if (node.find("changes") != nullptr) return fail(ErrorCode::parse, "has a row with 'changes', which is not read");
    Row out{.is_affected = text_at(node, "status") == "affected"};
    WARD_TRY(out.from, published_key(text_at(node, "version")));
    const std::string last = text_at(node, "lessThanOrEqual");
    const std::string below = text_at(node, "lessThan");
    const std::string& end = last.empty() ? below : last;
    if (end == "*") return out;
    if (end.ends_with(".*")) {
        WARD_TRY(out.below, key_behind(end));
    } else if (!end.empty()) {
        WARD_TRY(out.below, published_key(end));
        if (!last.empty()) out.below += '\0';
        // It ends before the first version: it holds none, and does not go on without an end.
        else if (out.below.empty()) out.from = out.below = std::string(1, '\0');
    } else {
        out.below = out.from + '\0';  // the version alone
    }
    return out;
}

}  // namespace

bool is_product(const Node& affected, const Project& project) {
    std::string text = text_at(affected, "product");
    if (text.empty()) text = text_at(affected, "packageName");
    if (!project.repository.empty() && text.ends_with("/" + project.repository)) return true;
    const std::string name = letters_of(text);
    const std::string_view names[] = {project.product, project.name, project.vendor};
    return !name.empty() && std::ranges::any_of(names, [&](std::string_view one) { return letters_of(one) == name; });
}

Result<Claim> published_claim(const Node& container, std::string cve, const Project& project) {
    std::vector<Product> products;
    for (const Node& affected : items_at(container, "affected")) {
        if (!is_product(affected, project)) continue;
        Product& product = products.emplace_back();
        product.is_affected_otherwise = text_at(affected, "defaultStatus") == "affected";
        for (const Node& node : items_at(affected, "versions")) {
            WARD_TRY(Row row, row_of(node));
            product.rows.push_back(std::move(row));
        }
    }
    if (products.empty()) return fail(ErrorCode::parse, "is about other products alone");
    return Claim{.cve = std::move(cve), .of = [products](const std::string& version) -> Result<Standing> {
                     const std::string key = version_key(version);
                     if (key.empty()) return no_version();
                     const bool is_affected =
                         std::ranges::any_of(products, [&](const Product& one) { return one.affects(key); });
                     return is_affected ? Standing::affected : Standing::unaffected;
                 }};
}

}  // namespace ward::release
