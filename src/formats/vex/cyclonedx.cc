// CycloneDX VEX, versions 1.4 to 1.6 in JSON (https://cyclonedx.org/docs/1.6/json/#vulnerabilities): the analysis of a
// vulnerability, for each thing that `affects` names.
//
// States: exploitable is affected; in_triage is under_investigation; not_affected and false_positive are not_affected;
// resolved and resolved_with_pedigree are fixed. The nine justifications have five VEX words between them, so some lose
// their meaning: the word itself stays in front of the reason. A state not_affected needs a justification or a detail;
// a false positive says enough.
//
// `affects.ref` is a component of the document, or a BOM-Link ("urn:cdx:SERIAL/VERSION#REF"): into this document, or
// into another one where REF itself is a package URL. What metadata.component names contains the others. `versions`
// narrow the statement: to the versions called unaffected where there are any and the state closes the matter, else to
// those called affected. A state that closes the matter says nothing of versions that it calls affected, unless it
// says of the product that these do not matter (not_affected, false_positive).
#include <algorithm>
#include <array>
#include <map>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/cpe.h"
#include "formats/document.h"
#include "formats/purl.h"
#include "formats/versions/vers.h"
#include "formats/vex/vex.h"

namespace ward::vex {
namespace {

constexpr size_t max_components = 500'000;

using Words = std::pair<std::string_view, std::string_view>;

std::string_view word_of(std::span<const Words> words, std::string_view word) {
    for (const auto& [theirs, ours] : words)
        if (theirs == word) return ours;
    return {};
}

constexpr std::array<Words, 6> states{{{"exploitable", "affected"},
                                       {"in_triage", "under_investigation"},
                                       {"not_affected", "not_affected"},
                                       {"false_positive", "not_affected"},
                                       {"resolved", "fixed"},
                                       {"resolved_with_pedigree", "fixed"}}};
constexpr std::array<Words, 9> justifications{
    {{"code_not_present", "vulnerable_code_not_present"},
     {"code_not_reachable", "vulnerable_code_not_in_execute_path"},
     {"requires_configuration", "vulnerable_code_not_in_execute_path"},
     {"requires_dependency", "vulnerable_code_not_in_execute_path"},
     {"requires_environment", "vulnerable_code_not_in_execute_path"},
     {"protected_by_compiler", "inline_mitigations_already_exist"},
     {"protected_at_runtime", "inline_mitigations_already_exist"},
     {"protected_at_perimeter", "inline_mitigations_already_exist"},
     {"protected_by_mitigating_control", "inline_mitigations_already_exist"}}};

struct Target {
    std::string name;  // purl or CPE name
    bool is_product = false;
    bool is_twice = false;
};

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        unsigned int byte = 0;
        if (i + 2 >= text.size()) return std::nullopt;
        const auto [end, error] = std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16);
        if (error != std::errc{} || end != text.data() + i + 3) return std::nullopt;
        out += static_cast<char>(byte);
        i += 2;
    }
    return out;
}

class CycloneDxReader {
  public:
    explicit CycloneDxReader(std::string_view name) : name_(name) {}

    Result<Document> read(const Node& root) {
        const std::string version = text_at(root, "specVersion");
        if (version != "1.4" && version != "1.5" && version != "1.6")
            return fail(ErrorCode::unsupported,
                        fmt::format("is CycloneDX {}; assessments are read from 1.4 to 1.6",
                                    version.empty() ? "of no version" : display(version)),
                        std::string(name_));
        serial_ = text_at(root, "serialNumber");
        if (const Node* metadata = root.find("metadata")) {
            created_ = text_at(*metadata, "timestamp");
            read_author(*metadata);
            if (const Node* component = metadata->find("component")) {
                product_ = name_of(*component);
                WARD_TRY_VOID(add(*component, true));
                WARD_TRY_VOID(add_below(items_at(*component, "components")));
            }
        }
        WARD_TRY_VOID(add_below(items_at(root, "components")));
        WARD_TRY_VOID(add_below(items_at(root, "services")));
        for (const Node& vulnerability : items_at(root, "vulnerabilities")) {
            read_vulnerability(vulnerability);
            if (document_.statements.size() > max_statements)
                return fail(ErrorCode::limit, fmt::format("has more than {} statements", max_statements),
                            std::string(name_));
        }
        return std::move(document_);
    }

  private:
    void read_author(const Node& metadata) {
        for (const Node& author : items_at(metadata, "authors"))
            if (author_.empty()) author_ = text_at(author, "name");
        for (const std::string_view key : {"manufacturer", "manufacture", "supplier"})
            if (const Node* who = metadata.find(key); who != nullptr && author_.empty())
                author_ = text_at(*who, "name");
    }

    static std::string name_of(const Node& component) {
        const std::string purl = text_at(component, "purl");
        if (auto parsed = Purl::parse(purl)) {
            if (parsed->version.empty()) parsed->version = text_at(component, "version");
            return parsed->to_string();
        }
        const std::string cpe = text_at(component, "cpe");
        return Cpe::parse(cpe) ? cpe : std::string();
    }

    Result<void> add(const Node& component, bool is_product) {
        const std::string ref = text_at(component, "bom-ref");
        if (ref.empty()) return {};
        if (targets_.size() >= max_components)
            return fail(ErrorCode::limit, fmt::format("has more than {} components", max_components),
                        std::string(name_));
        const auto [place, fresh] = targets_.try_emplace(ref, Target{name_of(component), is_product, false});
        if (!fresh) place->second.is_twice = true;
        return {};
    }

    // A stack of our own: how deep components are nested is the author's choice.
    Result<void> add_below(std::span<const Node> components) {
        std::vector<const Node*> pending;
        for (const Node& component : components) pending.push_back(&component);
        while (!pending.empty()) {
            const Node& component = *pending.back();
            pending.pop_back();
            WARD_TRY_VOID(add(component, false));
            for (const Node& below : items_at(component, "components")) pending.push_back(&below);
        }
        return {};
    }

    void read_vulnerability(const Node& node) {
        const Node* analysis = node.find("analysis");
        if (analysis == nullptr) return;  // nobody stated anything
        Statement statement;
        statement.line = node.line;
        statement.author = author_;
        statement.created = text_at(*analysis, "lastUpdated");
        if (statement.created.empty()) statement.created = text_at(*analysis, "firstIssued");
        if (statement.created.empty()) statement.created = created_;
        if (std::string id = text_at(node, "id"); !id.empty()) statement.ids.push_back(std::move(id));
        for (const Node& other : items_at(node, "references"))
            if (std::string id = text_at(other, "id"); !id.empty()) statement.ids.push_back(std::move(id));
        if (statement.ids.empty()) return document_.problem(node.line, "a vulnerability has no id");
        const std::string state = text_at(*analysis, "state");
        statement.status = word_of(states, state);
        if (statement.status.empty())
            return problem(statement, fmt::format("has the unknown state \"{}\"", display(state)));
        if (!read_reason(*analysis, state, statement)) return;
        for (const Node& affected : items_at(node, "affects")) read_affected(affected, state, statement);
        if (items_at(node, "affects").empty()) problem(statement, "names nothing that it affects");
    }

    void problem(const Statement& statement, std::string_view what) {
        document_.problem(statement.line, fmt::format("{} {}", display(statement.ids[0]), what));
    }

    bool read_reason(const Node& analysis, std::string_view state, Statement& statement) {
        const std::string word = text_at(analysis, "justification");
        const std::string detail = text_at(analysis, "detail");
        if (statement.status == "not_affected" && !word.empty()) {
            statement.justification = word_of(justifications, word);
            if (statement.justification.empty()) {
                problem(statement, fmt::format("has the unknown justification \"{}\"", display(word)));
                return false;
            }
        }
        if (state == "not_affected" && word.empty() && detail.empty()) {
            problem(statement, "says not_affected without justification or detail");
            return false;
        }
        // The words that VEX does not have.
        const bool loses = statement.status == "not_affected" && !word.empty() && word != "code_not_present" &&
                           word != "code_not_reachable";
        std::string_view kept = loses ? std::string_view(word) : std::string_view();
        if (state == "false_positive" || state == "resolved_with_pedigree") kept = state;
        statement.reason = kept;
        if (!detail.empty()) statement.reason += (kept.empty() ? "" : ": ") + detail;
        return true;
    }

    // What a ref stands for; problems are told.
    std::optional<Target> target_of(std::string_view ref, const Statement& statement) {
        constexpr std::string_view link = "urn:cdx:";
        std::string wanted(ref);
        bool foreign = false;
        if (ref.starts_with(link)) {
            const size_t hash = ref.find('#');
            const auto decoded = hash == std::string_view::npos ? std::nullopt : percent_decoded(ref.substr(hash + 1));
            const std::string_view serial = ref.substr(link.size(), ref.find('/') - link.size());
            foreign = serial_ != fmt::format("urn:uuid:{}", serial);
            if (!decoded) {
                problem(statement, fmt::format("affects the whole of another document: {}", display(ref)));
                return std::nullopt;
            }
            wanted = *decoded;
        }
        const auto found = foreign ? targets_.end() : targets_.find(wanted);
        if (found == targets_.end() && Purl::parse(wanted)) return Target{wanted, false, false};
        if (found == targets_.end()) {
            problem(statement, fmt::format("affects {}, which is not in this document", display(ref)));
            return std::nullopt;
        }
        if (found->second.is_twice || found->second.name.empty()) {
            problem(statement, fmt::format("affects {}, {}", display(ref),
                                           found->second.is_twice ? "a reference given twice"
                                                                  : "which has neither package URL nor CPE name"));
            return std::nullopt;
        }
        return found->second;
    }

    void read_affected(const Node& node, std::string_view state, Statement statement) {
        const auto target = target_of(text_at(node, "ref"), statement);
        if (!target) return;
        if (target->is_product || product_.empty() || target->name == product_) {
            statement.product = target->name;
        } else {
            statement.product = product_;
            statement.component = target->name;
        }
        const std::span<const Node> listed = items_at(node, "versions");
        if (listed.empty()) {
            document_.statements.push_back(std::move(statement));
            return;
        }
        const bool closes = statement.status == "fixed" || statement.status == "not_affected";
        const auto is = [](std::string_view word) {
            return [word](const Node& entry) { return entry.string_at("status").value_or("affected") == word; };
        };
        const bool has_unaffected = std::ranges::any_of(listed, is("unaffected"));
        const std::string_view wanted = closes && has_unaffected ? "unaffected" : "affected";
        if (statement.status == "fixed" && !has_unaffected)
            return problem(statement, fmt::format("is {}, but lists no version that is unaffected", state));
        for (const Node& entry : listed)
            if (is(wanted)(entry)) add_versions(entry, statement);
    }

    void add_versions(const Node& entry, Statement statement) {
        const std::string range = text_at(entry, "range");
        const std::string version = text_at(entry, "version");
        if (!range.empty() && !versions::is_vers(range))
            return problem(statement, fmt::format("has the range \"{}\", which is no vers range", display(range)));
        if (range.empty() && version.empty()) return problem(statement, "lists a version without text");
        // A single version is a range of one; only what would end it needs an escape.
        statement.versions =
            !range.empty() ? range : "vers:generic/=" + replace_all(replace_all(version, "%", "%25"), "|", "%7C");
        document_.statements.push_back(std::move(statement));
    }

    std::string_view name_;
    std::string serial_;
    std::string created_;
    std::string author_;
    std::string product_;  // what contains the components
    std::map<std::string, Target, std::less<>> targets_;
    Document document_;
};

}  // namespace

Result<Document> read_cyclonedx(const Node& root, std::string_view name) {
    return CycloneDxReader(name).read(root);
}

}  // namespace ward::vex
