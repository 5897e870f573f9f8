// strategy.matrix: rows of values, with combinations put in and taken out. Each of them may be an expression instead.
#include "lang/workflow/section.h"

namespace ward::workflow {
namespace {

// Recursion is as deep as the tree was allowed to be.
std::optional<MatrixValue> read_value(Sections& in, uint32_t id) {
    const YamlNode& node = in.node(id);
    MatrixValue out;
    out.kind = node.kind;
    out.at = node.at;
    switch (node.kind) {
        case YamlKind::scalar: out.text = node.text; break;
        case YamlKind::sequence:
            for (const uint32_t item : node.children)
                if (auto value = read_value(in, item)) out.items.push_back(std::move(*value));
            break;
        case YamlKind::mapping:
            for (Field& field : in.fields("a value of matrix", id, Empty::allowed, Case::ignored))
                if (auto value = read_value(in, field.value))
                    out.fields.emplace_back(std::move(field.id), std::move(*value));
            break;
        case YamlKind::alias: in.problem(node.at, "a value of matrix is an alias"); return std::nullopt;
    }
    return out;
}

std::optional<MatrixCombinations> read_combinations(Sections& in, std::string_view what, uint32_t id) {
    if (in.is_scalar(id)) return MatrixCombinations{.expression = in.needed_expression(id)};
    MatrixCombinations out;
    const std::vector<uint32_t> items = in.items(what, id);
    if (items.empty()) return std::nullopt;
    for (const uint32_t item : items) {
        if (in.is_scalar(item)) {
            if (auto expression = in.needed_expression(item)) out.list.push_back({.expression = std::move(expression)});
            continue;
        }
        MatrixCombination combination;
        for (Field& field : in.fields(what, item, Empty::refused, Case::ignored))
            if (auto value = read_value(in, field.value))
                combination.assignments.push_back({std::move(field.id), std::move(field.key), std::move(*value)});
        out.list.push_back(std::move(combination));
    }
    return out;
}

std::optional<MatrixRow> read_row(Sections& in, const Field& field) {
    if (in.is_scalar(field.value)) return MatrixRow{.id = field.id, .expression = in.needed_expression(field.value)};
    const std::vector<uint32_t> items = in.items("a row of matrix", field.value);
    if (items.empty()) return std::nullopt;
    MatrixRow row{.id = field.id, .name = field.key};
    for (const uint32_t item : items)
        if (auto value = read_value(in, item)) row.values.push_back(std::move(*value));
    return row;
}

}  // namespace

Matrix read_matrix(Sections& in, Position at, uint32_t id) {
    // An expression has the place of its own, a mapping that of its key.
    if (in.is_scalar(id)) return {.at = in.node(id).at, .expression = in.needed_expression(id)};
    Matrix out{.at = at};
    for (const Field& field : in.fields("matrix", id, Empty::refused, Case::ignored)) {
        if (field.id == "include") out.include = read_combinations(in, "include", field.value);
        else if (field.id == "exclude") out.exclude = read_combinations(in, "exclude", field.value);
        else if (auto row = read_row(in, field)) out.rows.push_back(std::move(*row));
    }
    return out;
}

}  // namespace ward::workflow
