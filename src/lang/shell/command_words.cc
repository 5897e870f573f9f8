#include "lang/shell/command_words.h"

#include "base/text.h"

namespace ward::shell {

std::vector<std::string> command_words(const CallExpr& call) {
    std::vector<std::string> words;
    for (const Word* word : call.args) {
        if (word->parts.size() != 1) continue;
        const WordPart* part = word->parts[0];
        if (const Lit* lit = get_if<Lit>(part)) {
            if (!equal_ignoring_case(lit->value, "sudo")) words.emplace_back(lit->value);
        } else if (const SglQuoted* quoted = get_if<SglQuoted>(part)) {
            words.push_back("'" + std::string(quoted->value) + "'");
        } else if (const DblQuoted* both = get_if<DblQuoted>(part); both != nullptr && both->parts.size() == 1) {
            if (const Lit* inner = get_if<Lit>(both->parts[0]))
                words.push_back("\"" + std::string(inner->value) + "\"");
        }
    }
    return words;
}

}  // namespace ward::shell
