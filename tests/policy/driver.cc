// Answers questions about manifests, one JSON object a line, so that tests can compare ward's reading with node's.
//
//   {"url": "file:///policy.json", "semantics": "node"|"ward", "manifest": TEXT, "ask": [QUESTION...]}
//       QUESTION is ["integrity", URL, CONTENT], ["dependency", REQUESTER, SPECIFIER, [CONDITION...]], ["might", URL],
//       ["require"|"import", REQUESTER, SPECIFIER, CONTENTS]: a whole load, of files that are keys of CONTENTS
//   answers {"manifest": "" or "parse" or a code, "answers": [TEXT...]}: "pass", "true", "false", a URL, or a code
//   {"sri": TEXT, "content": CONTENT} answers {"node": "match"|"differ"|"error", "strict": the same}
//   {"deviations": true} answers {"ids": [...]}
#include <iostream>
#include <string>

#include "base/text.h"
#include "formats/document.h"
#include "formats/json_writer.h"
#include "judges/policy/manifest.h"
#include "judges/policy/semantics.h"

namespace {

using namespace ward;
using namespace ward::policy;

ShaDigests digests_of(std::string_view content, ShaSet algorithms) {
    Sha2 digest(algorithms);
    digest.add(content);
    return digest.finish();
}

std::string_view field(const Node& node, std::string_view name) {
    const Node* found = node.find(name);
    return found == nullptr ? std::string_view() : std::string_view(found->text);
}

std::string answer_of(const IntegrityAnswer& answer) {
    return answer.pass ? "pass" : std::string(name_of(answer.refusal.code));
}

std::string answer_of(const DependencyAnswer& answer) {
    switch (answer.kind) {
        case DependencyAnswer::Kind::any: return "true";
        case DependencyAnswer::Kind::redirect: return answer.target.href();
        case DependencyAnswer::Kind::refused: break;
    }
    return std::string(name_of(answer.refusal.code));
}

std::string assert_content(const Compiled& manifest, std::string_view href, std::string_view content) {
    return answer_of(assert_integrity(manifest, href, digests_of(content, algorithms_for(manifest, href))));
}

// What a loader of node does with the manifest's answers, for files beside one another and no search.
std::string load(const Compiled& manifest, Loader loader, const Node& question) {
    const std::string& requester = question.items.at(1).text;
    const std::string& specifier = question.items.at(2).text;
    const DependencyAnswer answer = resolve_dependency(manifest, requester, specifier, conditions_of(loader));
    if (answer.kind == DependencyAnswer::Kind::refused) return answer_of(answer);
    std::string href = specifier;
    if (answer.kind == DependencyAnswer::Kind::redirect) {
        if (const auto refused = refuse_redirect(answer.target, loader)) return std::string(name_of(refused->code));
        href = answer.target.href();
    } else if (!specifier.contains(':')) {
        if (is_builtin(specifier)) return "pass";
        const auto base = parse_url(requester);
        const auto url = parse_url(specifier, &*base);
        href = url ? url->href() : "";
    }
    if (href.starts_with("node:"))
        return is_builtin(href) ? "pass" : std::string(name_of(Code::unknown_builtin_module));
    const Node* content = question.items.at(3).find(href);
    if (content == nullptr) return "missing file";
    if (loader == Loader::import) {
        const auto allowed = might_allow(manifest, href);
        if (!allowed) return std::string(name_of(allowed.error().code));
        if (!*allowed) return std::string(name_of(Code::manifest_dependency_missing));
    }
    return assert_content(manifest, href, content->text);
}

std::string answer(const Compiled& manifest, const Node& question) {
    const std::string& kind = question.items.at(0).text;
    const std::string& subject = question.items.at(1).text;
    if (kind == "integrity") return assert_content(manifest, subject, question.items.at(2).text);
    if (kind == "require") return load(manifest, Loader::require, question);
    if (kind == "import") return load(manifest, Loader::import, question);
    if (kind == "dependency") {
        Conditions conditions;
        for (const Node& condition : question.items.at(3).items) conditions.insert(condition.text);
        return answer_of(resolve_dependency(manifest, subject, question.items.at(2).text, conditions));
    }
    const auto allowed = might_allow(manifest, subject);
    if (!allowed) return std::string(name_of(allowed.error().code));
    return *allowed ? "true" : "false";
}

void answer_manifest(const Node& line, JsonWriter& json) {
    const auto manifest = parse_manifest(field(line, "manifest"), "policy.json");
    const auto base = parse_url(field(line, "url"));
    std::string refused = manifest && base ? "" : "parse";
    std::optional<Compiled> compiled;
    if (refused.empty()) {
        const Semantics semantics = field(line, "semantics") == "node" ? Semantics::node : Semantics::ward;
        auto judged = compile(*manifest, *base, semantics);
        if (judged) compiled = std::move(*judged);
        else refused = name_of(judged.error().code);
    }
    std::vector<std::string> answers;
    if (compiled)
        for (const Node& question : line.find("ask")->items) answers.push_back(answer(*compiled, question));
    json.member("manifest", refused).member_values("answers", answers);
}

std::string_view match(std::string_view text, std::string_view content, SriReading reading) {
    const auto hashes = parse_sri(text, reading);
    if (!hashes) return "error";
    return matches(*hashes, digests_of(content, needed_algorithms(*hashes, reading)), reading) ? "match" : "differ";
}

void answer_line(const Node& line, JsonWriter& json) {
    if (line.find("deviations") != nullptr) {
        std::vector<std::string> ids;
        for (const Deviation& row : deviations()) ids.emplace_back(row.id);
        json.member_values("ids", ids);
    } else if (line.find("sri") != nullptr) {
        const std::string_view text = field(line, "sri");
        const std::string_view content = field(line, "content");
        json.member("node", match(text, content, SriReading::node));
        json.member("strict", match(text, content, SriReading::strict));
    } else {
        answer_manifest(line, json);
    }
}

}  // namespace

int main() {
    std::string text;
    while (std::getline(std::cin, text)) {
        const auto line = parse_json(text, "question");
        if (!line) {
            std::cerr << line.error().message() << '\n';
            return 1;
        }
        JsonWriter json(JsonLayout::compact);
        json.begin_object();
        answer_line(*line, json);
        json.end_object();
        std::cout << json.text() << '\n';
    }
    return 0;
}
