// Statements, declarations and patterns.
#include "judges/vet/flow/walk.h"

#include <utility>

#include <fmt/core.h>

#include "lang/javascript/syntax/parse.h"

namespace ward::vet {

using javascript::Operation;

Walk::Walk(Analysis& analysis, uint32_t module, const javascript::Tree& tree, const javascript::Bindings& bindings)
    : analysis_(analysis),
      graph_(analysis.graph),
      module_(module),
      tree_(tree),
      bindings_(bindings),
      slots_(bindings.all.size()) {}

void Walk::run() {
    frame_.self = analysis_.modules[module_].exports;
    statements(tree_[tree_.program].first);
}

void Walk::statements(NodeIndex first) {
    for (; first != 0; first = next(first)) statement(first);
}

void Walk::statement(NodeIndex index) {
    if (index == 0) return;
    if (depth_ >= max_walk_depth) {
        too_deep_ = true;
        return;
    }
    ++depth_;
    const Node& here = node(index);
    switch (here.kind) {
        case NodeKind::expression_statement: value(here.first); break;
        case NodeKind::throw_: {
            const SlotIndex thrown = value(here.first);
            if (frame_.caught != 0) graph_.copy(thrown, frame_.caught);
            break;
        }
        case NodeKind::block:
        case NodeKind::static_block: statements(here.first); break;
        case NodeKind::return_:
            if (const SlotIndex result = value(here.first); frame_.function != 0)
                graph_.copy(result, analysis_.functions[frame_.function].result);
            break;
        case NodeKind::labeled: statement(next(here.first)); break;
        case NodeKind::with:
        case NodeKind::while_:
            value(here.first);
            statement(next(here.first));
            break;
        case NodeKind::do_while:
            statement(here.first);
            value(next(here.first));
            break;
        case NodeKind::if_:
            // Chains of else … if are a loop.
            for (NodeIndex at = index;;) {
                const NodeIndex test = node(at).first;
                value(test);
                const NodeIndex then = next(test);
                statement(then);
                const NodeIndex otherwise = next(then);
                if (otherwise != 0 && tree_.is(otherwise, NodeKind::if_)) {
                    at = otherwise;
                    continue;
                }
                statement(otherwise);
                break;
            }
            break;
        case NodeKind::switch_:
            value(here.first);
            for (NodeIndex at = next(here.first); at != 0; at = next(at)) {
                value(node(at).first);
                statements(next(node(at).first));
            }
            break;
        case NodeKind::try_: {
            const NodeIndex caught = next(here.first);
            const bool catches = tree_.is(caught, NodeKind::catch_);
            const SlotIndex outer = frame_.caught;
            if (catches) frame_.caught = add_slot(caught);
            statement(here.first);
            const SlotIndex thrown = std::exchange(frame_.caught, outer);
            if (catches) {
                patterns(node(caught).first, thrown);
                statement(next(node(caught).first));
            }
            statement(next(caught));
            break;
        }
        case NodeKind::for_:
        case NodeKind::for_in:
        case NodeKind::for_of: loop(index); break;
        default: declaration(index); break;
    }
    --depth_;
}

void Walk::loop(NodeIndex index) {
    const Node& here = node(index);
    const NodeIndex second = next(here.first);
    if (here.kind == NodeKind::for_) {
        if (tree_.is(here.first, NodeKind::variables)) statement(here.first);
        else value(here.first);
        value(second);
        value(next(second));
        statement(next(next(second)));
        return;
    }
    const SlotIndex all = value(second);
    SlotIndex each = 0;
    if (all != 0) {
        each = add_slot(index);
        graph_.add_use(all, here.kind == NodeKind::for_of ? UseKind::any_member : UseKind::names, each);
    }
    const bool declares = tree_.is(here.first, NodeKind::variables);
    patterns(declares ? node(node(here.first).first).first : here.first, each);
    statement(next(second));
}

void Walk::declaration(NodeIndex index) {
    const Node& here = node(index);
    switch (here.kind) {
        case NodeKind::variables:
            for (NodeIndex one = here.first; one != 0; one = next(one)) {
                const NodeIndex target = node(one).first;
                if (next(target) != 0) patterns(target, value(next(target)));
            }
            break;
        case NodeKind::function: {
            const SlotIndex made = function_value(index, 0);
            if (here.has(Node::has_name)) graph_.copy(made, name_value(here.first));
            break;
        }
        case NodeKind::class_: {
            const SlotIndex made = class_value(index);
            if (here.has(Node::has_name)) graph_.copy(made, name_value(here.first));
            break;
        }
        case NodeKind::import_: import_declaration(index); break;
        case NodeKind::export_named: export_named(index); break;
        case NodeKind::export_default: {
            const NodeIndex what = here.first;
            SlotIndex made = 0;
            if (tree_.is(what, NodeKind::function) || tree_.is(what, NodeKind::class_)) {
                statement(what);
                made = node(what).has(Node::has_name)       ? name_value(node(what).first)
                       : tree_.is(what, NodeKind::function) ? function_value(what, 0)
                                                            : class_value(what);
            } else {
                made = value(what);
            }
            export_value(analysis_.known.default_, made, here.offset);
            break;
        }
        case NodeKind::export_all: {
            const NodeIndex source = here.has(Node::has_name) ? next(here.first) : here.first;
            bool is_module = false;
            const SlotIndex from = request(cooked_text(tree_, source), index, javascript::Loader::import, is_module);
            if (here.has(Node::has_name)) export_value(key_of(here.first, false), from, here.offset);
            else if (from != 0)
                graph_.add_use(from, UseKind::spread, analysis_.modules[module_].exports_object,
                               analysis_.modules[module_].exports);
            break;
        }
        default: break;
    }
}

// Puts `from` into what is assigned to.
void Walk::patterns(NodeIndex index, SlotIndex from) {
    const Node& here = node(index);
    switch (here.kind) {
        case NodeKind::name: graph_.copy(from, name_value(index)); break;
        case NodeKind::assignment_pattern:
            patterns(here.first, from);
            patterns(here.first, value(next(here.first)));
            break;
        case NodeKind::member: {
            const SlotIndex target = value(here.first);
            const NodeIndex key = next(here.first);
            const NameIndex name = key_of(key, here.has(Node::is_computed));
            if (name == 0) {
                if (here.has(Node::is_computed)) value(key);
                if (from != 0) graph_.add_use(target, UseKind::store_any, from);
                break;
            }
            if (from == 0) break;
            if (tree_.is(here.first, NodeKind::name) && tree_.text(here.first) == "module" &&
                name == analysis_.known.exports) {
                graph_.copy(from, analysis_.modules[module_].exports);
                break;
            }
            graph_.add_use(target, UseKind::store, from, name);
            break;
        }
        case NodeKind::object_pattern: object_pattern(index, from); break;
        case NodeKind::array_pattern: {
            SlotIndex each = 0;
            if (from != 0) {
                each = add_slot(index);
                graph_.add_use(from, UseKind::any_member, each);
            }
            for (NodeIndex at = here.first; at != 0; at = next(at)) {
                if (tree_.is(at, NodeKind::rest)) patterns(node(at).first, from);
                else patterns(at, each);
            }
            break;
        }
        default: break;
    }
}

void Walk::object_pattern(NodeIndex index, SlotIndex from) {
    for (NodeIndex at = node(index).first; at != 0; at = next(at)) {
        const Node& one = node(at);
        if (one.kind == NodeKind::rest) {
            patterns(one.first, from);
            continue;
        }
        const bool is_short = one.has(Node::is_shorthand);
        const NodeIndex target = is_short ? one.first : next(one.first);
        NodeIndex key = one.first;
        if (is_short && tree_.is(key, NodeKind::assignment_pattern)) key = node(key).first;
        const NameIndex name = key_of(key, one.has(Node::is_computed));
        SlotIndex part = 0;
        if (from != 0 && name != 0) {
            part = read(from, name, at);
        } else if (from != 0) {
            part = add_slot(at);
            graph_.add_use(from, UseKind::any_member, part);
        }
        patterns(target, part);
    }
}

void walk_file(Analysis& analysis, uint32_t module) {
    const std::string path = analysis.modules[module].path;
    const auto format = [&] {
        if (path.ends_with(".mjs") || path.ends_with(".mts")) return javascript::SourceKind::module;
        if (path.ends_with(".cjs") || path.ends_with(".cts")) return javascript::SourceKind::commonjs;
        return javascript::SourceKind::unknown;
    }();
    const javascript::Tree tree = parse_tree(analysis.modules[module].bytes,
                                             {.kind = format, .syntax = javascript::syntax_of(path)}, analysis.names);
    analysis.modules[module].is_module = tree.has_module_syntax;
    const javascript::Bindings bindings = bind_names(tree, analysis.names.size());
    Walk walk(analysis, module, tree, bindings);
    walk.run();
    std::vector<Skipped>& skipped = analysis.reading.skipped;
    if (tree.unread_count > 0)
        skipped.push_back({path, SkipKind::unread,
                           fmt::format("{} statements are not read as JavaScript, the first on line {}: {}",
                                       tree.unread_count, tree.unread.front().line, tree.unread.front().reason)});
    if (walk.was_too_deep())
        skipped.push_back(
            {path, SkipKind::unread,
             fmt::format("expressions nest deeper than {}: values in there are not followed", max_walk_depth)});
}

}  // namespace ward::vet
