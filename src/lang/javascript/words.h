// Names that decide how JavaScript is read, or that hand one file another: one number for each, so that the readers
// compare numbers and not text.
#pragma once

#include <cstdint>
#include <string_view>

namespace ward::javascript {

// Reserved words come first (see is_reserved), then words that are reserved only in places, then names of Node.js.
enum class Word : uint8_t {
    none,
    // Reserved everywhere. (`yield` and `await` are names outside of the functions that give them their meaning.)
    break_,
    case_,
    catch_,
    class_,
    const_,
    continue_,
    debugger_,
    default_,
    delete_,
    do_,
    else_,
    enum_,
    export_,
    extends_,
    false_,
    finally_,
    for_,
    function_,
    if_,
    import_,
    in_,
    instanceof_,
    new_,
    null_,
    return_,
    super_,
    switch_,
    this_,
    throw_,
    true_,
    try_,
    typeof_,
    var_,
    void_,
    while_,
    with_,
    // Words of some places.
    abstract_,
    accessor_,
    as_,
    assert_,
    async_,
    await_,
    declare_,
    defer_,
    from_,
    get_,
    interface_,
    let_,
    meta_,
    namespace_,
    of_,
    satisfies_,
    set_,
    source_,
    static_,
    type_,
    yield_,
    // Names that hand out code.
    binding,
    create_require,
    dirname,
    dlopen,
    eval,
    exports,
    filename,
    function_constructor,
    get_builtin_module,
    global,
    global_this,
    internal_binding,
    linked_binding,
    main,
    main_module,
    module,
    parent,
    process,
    require,
    resolve,
    url,
    url_constructor,
    web_assembly,
    worker,
};

constexpr bool is_reserved(Word word) {
    return word > Word::none && word <= Word::with_;
}

// The word that `text` (its escapes resolved) is, or none.
Word word_of(std::string_view text);

}  // namespace ward::javascript
