#include "formats/cpe_condition.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/versions/versions.h"

namespace ward {
namespace {

using Comparison = CpeCriterion::Comparison;

constexpr std::array<std::pair<std::string_view, Comparison>, 4> comparisons{
    {{">=", Comparison::at_least}, {"<=", Comparison::at_most}, {">", Comparison::above}, {"<", Comparison::below}}};

std::string_view sign_of(Comparison comparison) {
    return std::ranges::find(comparisons, comparison, &std::pair<std::string_view, Comparison>::second)->first;
}

bool satisfies(std::strong_ordering to_bound, Comparison comparison) {
    switch (comparison) {
        case Comparison::at_least: return to_bound >= 0;
        case Comparison::above: return to_bound > 0;
        case Comparison::at_most: return to_bound <= 0;
        case Comparison::below: break;
    }
    return to_bound < 0;
}

std::optional<CpeCriterion> read_criterion(std::string_view line) {
    const auto fields = split(line, '\t');
    auto cpe = Cpe::parse(fields[0]);
    if (!cpe) return std::nullopt;
    CpeCriterion criterion{std::move(*cpe), {}};
    for (const std::string_view field : std::span(fields).subspan(1)) {
        const auto sign =
            std::ranges::find_if(comparisons, [&](const auto& one) { return field.starts_with(one.first); });
        if (sign == comparisons.end()) return std::nullopt;
        criterion.bounds.push_back({sign->second, std::string(field.substr(sign->first.size()))});
    }
    return criterion;
}

std::optional<CpeCondition::Line> read_line(std::string_view text) {
    using Kind = CpeCondition::Line::Kind;
    if (text == "!") return CpeCondition::Line{Kind::not_, {}, 1};
    if (text.starts_with("& ") || text.starts_with("| ")) {
        const auto count = to_number<size_t>(text.substr(2));
        if (!count || *count == 0) return std::nullopt;
        return CpeCondition::Line{text[0] == '&' ? Kind::all : Kind::any, {}, *count};
    }
    auto criterion = read_criterion(text);
    if (!criterion) return std::nullopt;
    return CpeCondition::Line{Kind::criterion, std::move(*criterion), 0};
}

Truth opposite(Truth truth) {
    if (truth == Truth::unknown) return truth;
    return truth == Truth::yes ? Truth::no : Truth::yes;
}

}  // namespace

std::string CpeCriterion::words() const {
    std::string out = fmt::format("{}:{}", cpe.vendor, cpe.product);
    if (const std::string version = cpe.version_text(); !version.empty()) out += " " + version;
    std::string_view separator = " ";
    for (const VersionBound& bound : bounds) {
        out += fmt::format("{}{} {}", separator, sign_of(bound.comparison), bound.version);
        separator = ", ";
    }
    if (cpe.target_sw != "*" && cpe.target_sw != "-") out += fmt::format(" for {}", cpe.target_sw);
    return out;
}

std::optional<bool> CpeCriterion::holds_for(std::string_view version) const {
    const std::string exact = cpe.version_text();
    if (exact.empty() && bounds.empty()) return true;  // any version, or none in particular
    if (!exact.empty() && exact == version) return true;
    const versions::Ordering* ordering = versions::ordering_for("CPE");
    if (ordering == nullptr || version.empty()) return std::nullopt;
    if (!exact.empty()) {
        const auto order = versions::compare(*ordering, version, exact);
        return order ? std::optional(*order == 0) : std::nullopt;
    }
    bool holds = true;
    for (const VersionBound& bound : bounds) {
        const auto order = versions::compare(*ordering, version, bound.version);
        if (!order) return std::nullopt;
        holds = holds && satisfies(*order, bound.comparison);
    }
    return holds;
}

std::optional<CpeCondition> CpeCondition::parse(std::string_view text) {
    if (text.size() > limits::condition_bytes) return std::nullopt;
    CpeCondition condition;
    size_t depth = 0;  // values on the stack so far
    for (const std::string_view line : split(text, '\n')) {
        if (condition.lines_.size() == limits::condition_lines) return std::nullopt;
        auto read = read_line(line);
        if (!read || read->count > depth) return std::nullopt;
        depth += 1 - read->count;
        condition.lines_.push_back(std::move(*read));
    }
    if (depth != 1) return std::nullopt;
    return condition;
}

Truth CpeCondition::evaluate(const std::function<Truth(const CpeCriterion&)>& of) const {
    std::vector<Truth> stack;
    for (const Line& line : lines_) {
        if (line.kind == Line::Kind::criterion) {
            stack.push_back(of(line.criterion));
            continue;
        }
        const auto first = stack.end() - static_cast<std::ptrdiff_t>(line.count);
        // In the order no, unknown, yes "and" is the least of all, and "or" the greatest.
        Truth truth = *first;
        if (line.kind == Line::Kind::not_) truth = opposite(truth);
        if (line.kind == Line::Kind::all) truth = *std::min_element(first, stack.end());
        if (line.kind == Line::Kind::any) truth = *std::max_element(first, stack.end());
        stack.erase(first, stack.end());
        stack.push_back(truth);
    }
    return stack.back();
}

std::string CpeCondition::words() const {
    struct Part {
        std::string text;
        bool joined = false;  // needs parentheses within something else
    };
    std::vector<Part> stack;
    for (const Line& line : lines_) {
        if (line.kind == Line::Kind::criterion) {
            stack.push_back({line.criterion.words(), false});
            continue;
        }
        const auto first = stack.end() - static_cast<std::ptrdiff_t>(line.count);
        std::string out = line.kind == Line::Kind::not_ ? "not " : "";
        for (auto part = first; part != stack.end(); ++part) {
            if (part != first) out += line.kind == Line::Kind::all ? " and " : " or ";
            out += part->joined ? "(" + part->text + ")" : part->text;
        }
        stack.erase(first, stack.end());
        stack.push_back({std::move(out), line.count > 1});
    }
    return stack.back().text;
}

void CpeConditionWriter::line(std::string_view words) {
    if (!text_.empty()) text_ += '\n';
    text_ += words;
}

void CpeConditionWriter::criterion(std::string_view cpe, const std::vector<CpeCriterion::VersionBound>& bounds) {
    std::string words(cpe);
    for (const CpeCriterion::VersionBound& bound : bounds)
        words += fmt::format("\t{}{}", sign_of(bound.comparison), bound.version);
    line(words);
}

void CpeConditionWriter::all(size_t count) {
    if (count > 1) line(fmt::format("& {}", count));
}

void CpeConditionWriter::any(size_t count) {
    if (count > 1) line(fmt::format("| {}", count));
}

void CpeConditionWriter::negate() {
    line("!");
}

}  // namespace ward
