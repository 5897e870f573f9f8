#include <map>
#include <memory>
#include <string>
#include <vector>

#include "actions/release/output/claims.h"
#include "formats/document.h"
#include "formats/versions/vers.h"

namespace ward::release {
namespace {

// A version or a range. Vulnerabilities share products, so each is asked about a version once.
struct Product {
    std::string name;
    std::map<std::string, bool> answers = {};

    Result<bool> has(const std::string& version) {
        if (!versions::is_vers(name)) return name == version;
        const auto [found, is_new] = answers.try_emplace(version);
        if (is_new) {
            WARD_TRY(found->second, versions::vers_contains(name, version, nullptr));
        }
        return found->second;
    }
};

using Products = std::map<std::string, Product>;  // by id

void collect(const Node& branches, Products& products) {
    std::vector<const Node*> left{&branches};
    while (!left.empty()) {
        const Node& node = *left.back();
        left.pop_back();
        for (const Node& branch : items_at(node, "branches")) left.push_back(&branch);
        if (const Node* product = node.find("product"))
            products[text_at(*product, "product_id")].name = text_at(node, "name");
    }
}

Result<bool> is_in(Products& products, const Node& status, std::string_view list, const std::string& version) {
    for (const Node& id : items_at(status, list)) {
        const auto found = products.find(id.text);
        if (found == products.end()) return fail(ErrorCode::parse, "names a product that it does not have", "csaf");
        WARD_TRY(const bool holds, found->second.has(version));
        if (holds) return true;
    }
    return false;
}

}  // namespace

Result<std::vector<Claim>> csaf_claims(std::string_view text, const std::string&) {
    WARD_TRY(const Node root, parse_json(text, "csaf"));
    const auto products = std::make_shared<Products>();
    if (const Node* tree = root.find("product_tree")) collect(*tree, *products);
    std::vector<Claim> out;
    for (const Node& vulnerability : items_at(root, "vulnerabilities")) {
        const Node* status = vulnerability.find("product_status");
        if (status == nullptr) return fail(ErrorCode::parse, "has a vulnerability without product_status", "csaf");
        out.push_back({text_at(vulnerability, "cve"),
                       [products, status = *status](const std::string& version) -> Result<Standing> {
                           WARD_TRY(const bool is_affected, is_in(*products, status, "known_affected", version));
                           WARD_TRY(const bool is_fixed, is_in(*products, status, "fixed", version));
                           if (is_affected) return Standing::affected;
                           return is_fixed ? Standing::fixed : Standing::unaffected;
                       }});
    }
    return out;
}

}  // namespace ward::release
