// A hash table without collisions on the way to most misses; it is made when this file is compiled.
#include "lang/javascript/words.h"

#include <array>
#include <cstddef>

namespace ward::javascript {
namespace {

struct Entry {
    std::string_view text;
    Word word = Word::none;
};

constexpr std::array entries = {
    Entry{"break", Word::break_},
    Entry{"case", Word::case_},
    Entry{"catch", Word::catch_},
    Entry{"class", Word::class_},
    Entry{"const", Word::const_},
    Entry{"continue", Word::continue_},
    Entry{"debugger", Word::debugger_},
    Entry{"default", Word::default_},
    Entry{"delete", Word::delete_},
    Entry{"do", Word::do_},
    Entry{"else", Word::else_},
    Entry{"enum", Word::enum_},
    Entry{"export", Word::export_},
    Entry{"extends", Word::extends_},
    Entry{"false", Word::false_},
    Entry{"finally", Word::finally_},
    Entry{"for", Word::for_},
    Entry{"function", Word::function_},
    Entry{"if", Word::if_},
    Entry{"import", Word::import_},
    Entry{"in", Word::in_},
    Entry{"instanceof", Word::instanceof_},
    Entry{"new", Word::new_},
    Entry{"null", Word::null_},
    Entry{"return", Word::return_},
    Entry{"super", Word::super_},
    Entry{"switch", Word::switch_},
    Entry{"this", Word::this_},
    Entry{"throw", Word::throw_},
    Entry{"true", Word::true_},
    Entry{"try", Word::try_},
    Entry{"typeof", Word::typeof_},
    Entry{"var", Word::var_},
    Entry{"void", Word::void_},
    Entry{"while", Word::while_},
    Entry{"with", Word::with_},
    Entry{"abstract", Word::abstract_},
    Entry{"accessor", Word::accessor_},
    Entry{"as", Word::as_},
    Entry{"assert", Word::assert_},
    Entry{"async", Word::async_},
    Entry{"await", Word::await_},
    Entry{"declare", Word::declare_},
    Entry{"defer", Word::defer_},
    Entry{"from", Word::from_},
    Entry{"get", Word::get_},
    Entry{"interface", Word::interface_},
    Entry{"let", Word::let_},
    Entry{"meta", Word::meta_},
    Entry{"namespace", Word::namespace_},
    Entry{"of", Word::of_},
    Entry{"satisfies", Word::satisfies_},
    Entry{"set", Word::set_},
    Entry{"source", Word::source_},
    Entry{"static", Word::static_},
    Entry{"type", Word::type_},
    Entry{"yield", Word::yield_},
    Entry{"binding", Word::binding},
    Entry{"createRequire", Word::create_require},
    Entry{"__dirname", Word::dirname},
    Entry{"dlopen", Word::dlopen},
    Entry{"eval", Word::eval},
    Entry{"exports", Word::exports},
    Entry{"__filename", Word::filename},
    Entry{"Function", Word::function_constructor},
    Entry{"getBuiltinModule", Word::get_builtin_module},
    Entry{"global", Word::global},
    Entry{"globalThis", Word::global_this},
    Entry{"internalBinding", Word::internal_binding},
    Entry{"_linkedBinding", Word::linked_binding},
    Entry{"main", Word::main},
    Entry{"mainModule", Word::main_module},
    Entry{"module", Word::module},
    Entry{"parent", Word::parent},
    Entry{"process", Word::process},
    Entry{"require", Word::require},
    Entry{"resolve", Word::resolve},
    Entry{"url", Word::url},
    Entry{"URL", Word::url_constructor},
    Entry{"WebAssembly", Word::web_assembly},
    Entry{"Worker", Word::worker},
};

constexpr size_t shortest = 2;
constexpr size_t longest = 16;
constexpr size_t slots = 1024;

constexpr size_t slot_of(std::string_view text) {
    const auto at = [&](size_t i) { return static_cast<size_t>(static_cast<unsigned char>(text[i])); };
    return (at(0) * 37 + at(1) * 101 + at(text.size() - 1) * 11 + at(text.size() / 2) * 7 + text.size() * 211) % slots;
}

constexpr auto table = [] {
    std::array<Entry, slots> made{};
    for (const Entry& entry : entries) {
        size_t slot = slot_of(entry.text);
        while (!made[slot].text.empty()) slot = (slot + 1) % slots;
        made[slot] = entry;
    }
    return made;
}();

}  // namespace

Word word_of(std::string_view text) {
    if (text.size() < shortest || text.size() > longest) return Word::none;
    for (size_t slot = slot_of(text); !table[slot].text.empty(); slot = (slot + 1) % slots)
        if (table[slot].text == text) return table[slot].word;
    return Word::none;
}

}  // namespace ward::javascript
