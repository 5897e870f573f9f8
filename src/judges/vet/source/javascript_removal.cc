// Folders that are removed whole.
#include <algorithm>
#include <string>

#include "judges/vet/source/javascript_code.h"

namespace ward::vet {

namespace js = javascript;

// Names of one letter mean something else a line further, in files of some size.
void JavascriptCode::remember_home(std::string_view name) {
    constexpr uint32_t small_file = 2'400;
    if (name.size() > 1 || (!name.empty() && tokens_.size() < small_file)) home_names_.insert(name);
}

// join(homedir(), 'x'), homedir() + '/x', `${homedir()}/x`: the call at `i` gives less than the folder that is named.
bool JavascriptCode::is_start_of_path(uint32_t i) const {
    const uint32_t close = tokens_.partner(i + 1);
    if (close == js::no_token) return false;
    const js::Token& behind = tokens_.at(close + 1);
    if (behind.is(js::Punctuator::plus)) return true;
    if (behind.kind == js::TokenKind::template_middle || behind.kind == js::TokenKind::template_tail)
        return tokens_.text(close + 1).starts_with("}/") || tokens_.text(close + 1).starts_with("}\\");
    const uint32_t first = is_dot(tokens_.at(i - 1)) ? i - 2 : i;
    return behind.is(js::Punctuator::comma) && tokens_.at(first - 1).is(js::Punctuator::open_paren);
}

bool JavascriptCode::is_home(uint32_t first, uint32_t end) const {
    if (end - first == 1 && tokens_.at(first).kind == js::TokenKind::identifier)
        return home_names_.contains(tokens_.text(first));
    if (end - first == 1 && tokens_.at(first).kind == js::TokenKind::string) {
        const std::string text = js::cooked(tokens_.text(first), js::TokenKind::string);
        return text == "/" || text == "~" || text == "/*" || text == "C:\\" || text == "C:/";
    }
    if (end - first > 10) return false;
    bool home = false;
    for (uint32_t i = first; i < end; ++i) {
        const std::string_view text = tokens_.text(i);
        if (text == "join" || text == "resolve" || text == "tmpdir" || text == "+") return false;
        home |= text == "homedir" || text == "HOME" || text == "USERPROFILE";
    }
    return home;
}

// rmSync(os.homedir(), { recursive: true })
void JavascriptCode::on_remove(uint32_t i) {
    if (!is_call(i)) return;
    add(Mark::writes_files, i);
    const uint32_t close = tokens_.partner(i + 1);
    // removeSync(path) { … } declares one.
    if (close == js::no_token || tokens_.at(close + 1).is(js::Punctuator::open_brace)) return;
    uint32_t end = i + 2;
    while (end < close && end < i + 20 && !tokens_.at(end).is(js::Punctuator::comma))
        end = tokens_.partner(end) != js::no_token && tokens_.partner(end) > end ? tokens_.partner(end) + 1 : end + 1;
    bool recursive = tokens_.text(i).starts_with("rimraf") || tokens_.text(i) == "removeSync";
    for (uint32_t at = end; at < std::min(close, end + 20); ++at) recursive |= tokens_.text(at) == "recursive";
    if (recursive && is_home(i + 2, end)) add(Mark::destroys, i);
}

}  // namespace ward::vet
