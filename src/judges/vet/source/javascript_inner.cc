// Code and paths of files that stand in the texts of a file.
#include "formats/digest.h"
#include "formats/escape.h"
#include "judges/vet/source/code_names.h"
#include "judges/vet/source/javascript_texts.h"

namespace ward::vet {
namespace {

namespace js = javascript;

constexpr size_t longest_path = 200;

}  // namespace

// Code that stands in a text is code of the file.
void JavascriptTexts::read_inner_code() {
    js::TokenList tokens;
    for (; next_inner_ < inner_codes_.size(); ++next_inner_) {
        const auto& [text, line] = inner_codes_[next_inner_];
        const JavascriptReading inner = read_javascript(text, "inner.js", tokens, depth_ + 1);
        for (const Marked& one : inner.marks.places()) reading_.marks.add(one.mark, line, one.text);
        for (const AskedModule& one : inner.requests)
            if (reading_.requests.size() < max_asked_modules) reading_.requests.push_back(one);
    }
}

void JavascriptTexts::note_code(std::string_view text, uint32_t line) {
    constexpr size_t shortest_code = 16;
    if (text.size() < shortest_code || depth_ >= max_inner_depth || inner_codes_.size() >= max_inner_codes ||
        inner_bytes_ + text.size() > max_inner_bytes)
        return;
    inner_bytes_ += text.size();
    inner_codes_.emplace_back(text, line);
}

// Whatever is done with a path of a file of the package, most of it runs the file: fork, new Worker, `node FILE`.
void JavascriptTexts::note_path(const js::Constant& constant) {
    const std::string_view text = constant.text;
    if (text.size() < 4 || text.size() > longest_path) return;
    const bool is_part = constant.has_holes && (text.starts_with("./") || text.starts_with("../"));
    if (!is_part && !text.ends_with(".js") && !text.ends_with(".cjs") && !text.ends_with(".mjs")) return;
    if (text.contains(' ') || reading_.requests.size() >= max_asked_modules) return;
    if (paths_.emplace(text).second) reading_.requests.push_back({std::string(text), false, true, constant.line});
}

// data:text/javascript;base64,…
void JavascriptTexts::on_data_address(const js::Constant& constant, bool is_request) {
    const std::string_view text = constant.text;
    const size_t comma = text.find(',');
    if (!text.starts_with("data:") || comma == text.npos || !text.substr(0, comma).contains("javascript")) return;
    const bool is_encoded = text.substr(0, comma).ends_with("base64");
    note_code(is_encoded ? base64_decode(text.substr(comma + 1)).value_or("")
                         : percent_decoded(text.substr(comma + 1)).value_or(""),
              constant.line);
    if (is_encoded && is_request) reading_.marks.add(Mark::data_module, constant.line, text);
}

// `node -e CODE` as a list, and the last argument of Function and its like.
bool JavascriptTexts::is_code_argument(const js::Constant& constant) const {
    constexpr uint32_t look_back = 12;
    if (!tokens_.at(constant.first - 1).is(js::Punctuator::comma)) return false;
    const js::Token& option = tokens_.at(constant.first - 2);
    if (option.kind == js::TokenKind::string) {
        const std::string_view word = tokens_.text(constant.first - 2);
        for (const std::string_view one : {"-e", "--eval", "-p", "--print", "-pe"})
            if (word.size() == one.size() + 2 && word.substr(1, one.size()) == one) return true;
    }
    if (!tokens_.at(constant.last + 1).is(js::Punctuator::close_paren)) return false;
    const uint32_t open = tokens_.partner(constant.last + 1);
    if (open == js::no_token || open < 1 || constant.first - open > look_back) return false;
    return role_of(tokens_.text(open - 1)) == NameRole::runs_text;
}

}  // namespace ward::vet
