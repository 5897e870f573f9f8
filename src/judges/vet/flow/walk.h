// One file on its way into the graph (private to this folder).
#pragma once

#include <vector>

#include "judges/vet/flow/analysis.h"
#include "lang/javascript/syntax/bindings.h"
#include "lang/javascript/syntax/tree.h"

namespace ward::vet {

// How deep expressions and statements are followed into each other: long chains of calls nest as deep as they are long.
inline constexpr unsigned max_walk_depth = 1'200;

class Walk {
  public:
    Walk(Analysis& analysis, uint32_t module, const javascript::Tree& tree, const javascript::Bindings& bindings);
    void run();
    bool was_too_deep() const { return too_deep_; }

  private:
    using NodeIndex = javascript::NodeIndex;
    using NodeKind = javascript::NodeKind;
    using Node = javascript::Node;

    struct Frame {
        uint32_t function = 0;  // 0: the file itself
        SlotIndex self = 0;
        SlotIndex parent = 0;  // of a class: what it extends
        uint32_t named = 0;    // the innermost function that is no arrow function: `arguments` are its
        SlotIndex caught = 0;  // inside of `try`: what is caught
    };

    // Statements.
    void statement(NodeIndex index);
    void statements(NodeIndex first);
    void declaration(NodeIndex index);
    void loop(NodeIndex index);
    void import_declaration(NodeIndex index);
    void export_named(NodeIndex index);
    void export_value(NameIndex name, SlotIndex value, uint32_t offset);
    void export_declared(NodeIndex declaration);

    // Expressions: the slot of what they give, 0 where it is nothing that is followed.
    SlotIndex value(NodeIndex index);
    SlotIndex value_of(NodeIndex index);
    SlotIndex name_value(NodeIndex index);
    SlotIndex arguments_value(NodeIndex index);
    SlotIndex binary(NodeIndex index);
    SlotIndex assignment(NodeIndex index);
    SlotIndex object(NodeIndex index);
    SlotIndex array(NodeIndex index);
    SlotIndex member(NodeIndex index);
    SlotIndex read(SlotIndex object, NameIndex name, NodeIndex at);
    SlotIndex template_text(NodeIndex index, std::vector<SlotIndex>* values = nullptr);
    SlotIndex any_of(NodeIndex first);
    SlotIndex call(NodeIndex index);
    void call_constants(Call& call, NodeIndex argument) const;
    bool computes_characters(NodeIndex argument) const;
    std::string command_of(NodeIndex argument) const;
    NameIndex environment_key(NodeIndex index) const;
    void note_stand_ins(NodeIndex chain, NodeIndex other);
    SlotIndex import_call(NodeIndex index);
    SlotIndex request(std::string_view specifier, NodeIndex at, javascript::Loader loader, bool& is_module);
    uint32_t function(NodeIndex index, SlotIndex self);
    SlotIndex function_value(NodeIndex index, SlotIndex self, uint32_t* made = nullptr);
    SlotIndex class_value(NodeIndex index);
    void class_member(NodeIndex index, uint32_t made, uint32_t instances, SlotIndex parent);
    void patterns(NodeIndex index, SlotIndex from);
    void object_pattern(NodeIndex index, SlotIndex from);

    // The text that a constant expression gives; false where it is none. Looks at few nodes.
    bool constant(NodeIndex index, std::string& text, unsigned depth = 0) const;
    NameIndex key_of(NodeIndex key, bool is_computed);
    SlotIndex slot_of(javascript::BindingIndex binding, NodeIndex at);
    SlotIndex add_slot(NodeIndex at) { return graph_.add_slot(module_, tree_[at].offset); }
    const Node& node(NodeIndex index) const { return tree_[index]; }
    NodeIndex next(NodeIndex index) const { return tree_[index].next; }

    Analysis& analysis_;
    Graph& graph_;
    uint32_t module_;
    const javascript::Tree& tree_;
    const javascript::Bindings& bindings_;
    std::vector<SlotIndex> slots_;  // by binding
    Frame frame_;
    unsigned depth_ = 0;
    bool too_deep_ = false;
};

}  // namespace ward::vet
