#include "judges/vet/names/vocabulary.h"

#include <unordered_map>

namespace ward::vet {

std::vector<std::string_view> words_of(std::string_view name) {
    std::vector<std::string_view> out;
    for (size_t at = name.starts_with('@') ? 1 : 0; at < name.size();) {
        const size_t end = std::min(name.find_first_of("-_./", at), name.size());
        if (end > at) out.push_back(name.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

std::unordered_set<std::string> vocabulary_of(const names::NameList& list, size_t count) {
    constexpr size_t least_letters = 3;
    constexpr size_t least_names = 5;
    std::unordered_map<std::string_view, size_t> counts;
    for (size_t place = 0; place < std::min(count, list.size()); ++place)
        for (const std::string_view word : words_of(list.name(place)))
            if (word.size() >= least_letters) ++counts[word];
    std::unordered_set<std::string> out;
    for (const auto& [word, times] : counts)
        if (times >= least_names) out.emplace(word);
    return out;
}

}  // namespace ward::vet
