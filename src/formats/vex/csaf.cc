// CSAF 2.0 (https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html), read for what product_status states.
//
// known_not_affected is not_affected with the justification of a flag, or with the reason of a threat of category
// impact, for that very product (section 4.5); fixed and first_fixed are fixed; known_affected, first_affected and
// last_affected are affected, with the details of a remediation as the action; under_investigation is itself.
// `recommended` states nothing. A product in two contradicting groups (test 6.1.6) is reported and states nothing.
//
// A product is its package URL, else its CPE name; one that has neither cannot be found in a tree and is reported. A
// relationship is a component (product_reference) within a product (relates_to_product_reference). The name of a branch
// product_version completes a package URL without version; product_version_range is read where it is a vers range.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/cpe.h"
#include "formats/document.h"
#include "formats/purl.h"
#include "formats/versions/vers.h"
#include "formats/vex/vex.h"

namespace ward::vex {
namespace {

constexpr size_t max_products = 200'000;

struct Product {
    std::string name;        // purl or CPE name; empty where it has neither
    std::string versions;    // a vers range
    std::string within;      // product_id of what contains it
    std::string component;   // product_id that stands for it inside `within`
    std::string unreadable;  // why nothing can be said of it
};

// "1.2.3" and "v1.2.3" are one version.
std::string_view plain_version(std::string_view version) {
    return version.size() > 1 && version[0] == 'v' && is_digit(version[1]) ? version.substr(1) : version;
}

class CsafReader {
  public:
    explicit CsafReader(std::string_view name) : name_(name) {}

    Result<Document> read(const Node& root) {
        const Node* head = root.find("document");
        if (head == nullptr || text_at(*head, "csaf_version") != "2.0")
            return fail(ErrorCode::unsupported, "is not CSAF of version 2.0", std::string(name_));
        if (const Node* publisher = head->find("publisher")) author_ = text_at(*publisher, "name");
        if (const Node* tracking = head->find("tracking")) {
            created_ = text_at(*tracking, "current_release_date");
            if (text_at(*tracking, "status") == "draft")
                document_.problem(tracking->line, "the document calls itself a draft; its statements are taken");
        }
        if (const Node* tree = root.find("product_tree")) WARD_TRY_VOID(read_tree(*tree));
        for (const Node& vulnerability : items_at(root, "vulnerabilities")) {
            read_vulnerability(vulnerability);
            if (document_.statements.size() > max_statements)
                return fail(ErrorCode::limit, fmt::format("has more than {} statements", max_statements),
                            std::string(name_));
        }
        return std::move(document_);
    }

  private:
    // ---- The product tree ----

    struct Branch {
        const Node* node;
        std::string version;
        std::string range;
        std::string unreadable;
    };

    Result<void> read_tree(const Node& tree) {
        for (const Node& product : items_at(tree, "full_product_names")) WARD_TRY_VOID(add(product, {}));
        // A stack of our own: how deep branches are nested is the author's choice.
        std::vector<Branch> pending;
        for (const Node& branch : items_at(tree, "branches")) pending.push_back({&branch, {}, {}, {}});
        while (!pending.empty()) {
            Branch branch = std::move(pending.back());
            pending.pop_back();
            const std::string category = text_at(*branch.node, "category");
            const std::string name = text_at(*branch.node, "name");
            if (category == "product_version") branch.version = name;
            if (category == "product_version_range") {
                if (versions::is_vers(name)) branch.range = name;
                else branch.unreadable = fmt::format("the range \"{}\" is no vers range", display(name));
            }
            if (const Node* product = branch.node->find("product")) WARD_TRY_VOID(add(*product, branch));
            for (const Node& below : items_at(*branch.node, "branches"))
                pending.push_back({&below, branch.version, branch.range, branch.unreadable});
        }
        for (const Node& relationship : items_at(tree, "relationships")) WARD_TRY_VOID(add_relationship(relationship));
        for (const Node& group : items_at(tree, "product_groups"))
            for (const Node& id : items_at(group, "product_ids"))
                if (id.is_string()) groups_[text_at(group, "group_id")].push_back(id.text);
        return {};
    }

    Result<void> put(std::string id, Product&& product) {
        if (products_.size() >= max_products)
            return fail(ErrorCode::limit, fmt::format("has more than {} products", max_products), std::string(name_));
        // An id twice has two meanings (test 6.1.2), and so none.
        const auto [place, fresh] = products_.try_emplace(std::move(id), std::move(product));
        if (!fresh) place->second.unreadable = "its id is given twice";
        return {};
    }

    Result<void> add(const Node& node, const Branch& branch) {
        Product product;
        product.unreadable = branch.unreadable;
        const Node* helper = node.find("product_identification_helper");
        std::string purl = helper == nullptr ? std::string() : text_at(*helper, "purl");
        const std::string cpe = helper == nullptr ? std::string() : text_at(*helper, "cpe");
        if (!purl.empty()) {
            auto parsed = Purl::parse(purl);
            if (!parsed) product.unreadable = fmt::format("\"{}\" is no package URL", display(purl));
            else if (parsed->version.empty() && branch.range.empty() && !branch.version.empty())
                parsed->version = plain_version(branch.version);
            if (parsed) product.name = parsed->to_string();
        } else if (!cpe.empty()) {
            const auto parsed = Cpe::parse(cpe);
            if (!parsed) product.unreadable = fmt::format("\"{}\" is no CPE name", display(cpe));
            else product.name = cpe;
            // A CPE name of any version with a version beside it: the version counts.
            if (parsed && parsed->version_text().empty() && branch.range.empty() && !branch.version.empty())
                product.versions = "vers:generic/=" + replace_all(replace_all(branch.version, "%", "%25"), "|", "%7C");
        }
        if (!branch.range.empty()) product.versions = branch.range;
        if (product.name.empty() && product.unreadable.empty())
            product.unreadable = "it has neither a package URL nor a CPE name";
        return put(text_at(node, "product_id"), std::move(product));
    }

    Result<void> add_relationship(const Node& node) {
        const Node* combined = node.find("full_product_name");
        if (combined == nullptr) return {};
        Product product;
        product.component = text_at(node, "product_reference");
        product.within = text_at(node, "relates_to_product_reference");
        return put(text_at(*combined, "product_id"), std::move(product));
    }

    // ---- Vulnerabilities ----

    // Does a flag, threat or remediation speak of this product, by itself or by a group?
    bool names(const Node& node, const std::string& product) const {
        const auto has = [&](const Node& id) { return id.is_string() && id.text == product; };
        if (std::ranges::any_of(items_at(node, "product_ids"), has)) return true;
        return std::ranges::any_of(items_at(node, "group_ids"), [&](const Node& id) {
            const auto group = groups_.find(id.text);
            return group != groups_.end() && std::ranges::find(group->second, product) != group->second.end();
        });
    }

    void read_vulnerability(const Node& node) {
        constexpr std::array<std::pair<std::string_view, std::string_view>, 7> lists{
            {{"known_not_affected", "not_affected"},
             {"fixed", "fixed"},
             {"first_fixed", "fixed"},
             {"known_affected", "affected"},
             {"first_affected", "affected"},
             {"last_affected", "affected"},
             {"under_investigation", "under_investigation"}}};
        Statement statement;
        statement.line = node.line;
        statement.author = author_;
        statement.created = created_;
        if (std::string cve = text_at(node, "cve"); !cve.empty()) statement.ids.push_back(std::move(cve));
        for (const Node& id : items_at(node, "ids"))
            if (std::string text = text_at(id, "text"); !text.empty()) statement.ids.push_back(std::move(text));
        const Node* status = node.find("product_status");
        if (status == nullptr) return;
        if (statement.ids.empty()) return document_.problem(node.line, "a vulnerability has neither cve nor ids");
        std::map<std::string, std::set<std::string_view>> words;
        for (const auto& [list, word] : lists)
            for (const Node& id : items_at(*status, list))
                if (id.is_string()) words[id.text].insert(word);
        for (const auto& [product, said] : words) {
            if (said.size() > 1) {
                problem(product, "is in contradicting groups of product_status");
                continue;
            }
            statement.status = *said.begin();
            state(node, product, statement);
        }
        tell_troubles(statement);
    }

    // Documents list thousands of products: those with the same trouble are one problem.
    void problem(std::string_view product, std::string what) {
        const auto same = std::ranges::find(troubles_, what, &Trouble::what);
        if (same != troubles_.end()) ++same->more;
        else troubles_.push_back({std::move(what), std::string(product), 0});
    }

    void tell_troubles(const Statement& statement) {
        for (const Trouble& trouble : troubles_)
            document_.problem(
                statement.line,
                fmt::format("{}: product {}{} {}", display(statement.ids[0]), display(trouble.product),
                            trouble.more == 0 ? "" : fmt::format(" (and {} more)", trouble.more), trouble.what));
        troubles_.clear();
    }

    // `statement` is complete but for what only this product has.
    void state(const Node& node, const std::string& id, Statement statement) {
        if (statement.status == "not_affected") {
            for (const Node& flag : items_at(node, "flags"))
                if (is_justification(text_at(flag, "label")) && names(flag, id) && statement.justification.empty())
                    statement.justification = text_at(flag, "label");
            add_details(node, "threats", "impact", id, statement);
            if (statement.justification.empty() && statement.reason.empty())
                return problem(id, "is not affected, without a flag or an impact statement");
        }
        if (statement.status == "affected") add_details(node, "remediations", "", id, statement);
        const auto found = products_.find(id);
        if (found == products_.end()) return problem(id, "is not in the product tree");
        const Product& product = found->second;
        if (!product.unreadable.empty()) return problem(id, "cannot be told: " + product.unreadable);
        if (product.within.empty()) {
            statement.product = product.name;
            statement.versions = product.versions;
        } else {
            const auto part = products_.find(product.component);
            const auto whole = products_.find(product.within);
            const auto is_plain = [&](const auto& place) {
                return place != products_.end() && !place->second.name.empty() && place->second.unreadable.empty();
            };
            if (!is_plain(part) || !is_plain(whole))
                return problem(id, "relates products that cannot be told by package URL or CPE name");
            if (!whole->second.versions.empty())
                return problem(id, "is part of a range of products, which is not read");
            statement.component = part->second.name;
            statement.product = whole->second.name;
            statement.versions = part->second.versions;
        }
        document_.statements.push_back(std::move(statement));
    }

    void add_details(const Node& node, std::string_view list, std::string_view category, const std::string& product,
                     Statement& statement) const {
        for (const Node& entry : items_at(node, list)) {
            if (!category.empty() && text_at(entry, "category") != category) continue;
            const std::string details = text_at(entry, "details");
            if (!details.empty() && names(entry, product))
                statement.reason += (statement.reason.empty() ? "" : " ") + details;
        }
    }

    std::string_view name_;
    std::string author_;
    std::string created_;
    std::map<std::string, Product> products_;
    std::map<std::string, std::vector<std::string>> groups_;
    struct Trouble {
        std::string what;
        std::string product;  // the first one
        size_t more;
    };
    std::vector<Trouble> troubles_;  // of one vulnerability
    Document document_;
};

}  // namespace

Result<Document> read_csaf(const Node& root, std::string_view name) {
    return CsafReader(name).read(root);
}

}  // namespace ward::vex
