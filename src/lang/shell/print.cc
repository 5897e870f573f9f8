#include "lang/shell/print.h"

#include <algorithm>

#include "lang/shell/printer.h"

namespace ward::shell {
namespace {

std::optional<std::string> written_by(Printer& printer) {
    printer.heredocs();
    if (!printer.complete()) return std::nullopt;
    return printer.take();
}

}  // namespace

std::optional<std::string> print(const Stmt& stmt, std::string_view source) {
    Printer printer(source);
    const Stmt* const alone = &stmt;
    printer.statements({&alone, 1});
    return written_by(printer);
}

std::optional<std::string> print_command(const Node& command, std::string_view source) {
    Printer printer(source);
    printer.command(command);
    return written_by(printer);
}

// A level that begins where one has begun since the last line takes its place, and ends it, too.
void Printer::begin_level() {
    bool begun = false;
    if (level_ <= last_level_ || level_begun_.empty()) {
        ++level_;
        begun = true;
    } else if (level_begun_.back()) {
        level_begun_.back() = false;
        begun = true;
    }
    level_begun_.push_back(begun);
}

void Printer::end_level() {
    if (level_begun_.back()) --level_;
    level_begun_.pop_back();
}

void Printer::indent() {
    last_level_ = level_;
    text_.append(level_, '\t');
}

void Printer::blank() {
    text_ += ' ';
    blank_ = Blank::written;
}

void Printer::pad() {
    if (blank_ == Blank::wanted) blank();
}

void Printer::apart(std::string_view text) {
    pad();
    text_ += text;
    blank_ = Blank::wanted;
}

void Printer::newline(uint32_t line) {
    heredocs();
    text_ += '\n';
    blank_ = Blank::written;
    want_newline_ = must_newline_ = false;
    follow(line);
}

void Printer::newlines(uint32_t line) {
    if (first_line_) {
        first_line_ = false;
        return;
    }
    if (!wants_newline(line)) return;
    heredocs();
    text_ += '\n';
    blank_ = Blank::written;
    want_newline_ = must_newline_ = false;
    if (line > line_ + 1) text_ += '\n';
    follow(line);
    indent();
}

void Printer::escaped_newline() {
    pad();
    text_ += "\\\n";
    ++line_;
    indent();
}

void Printer::follow(uint32_t line) {
    line_ = std::max(line_, line);
}

uint32_t Printer::line_at(uint32_t offset) {
    const auto newlines = [&](uint32_t from, uint32_t to) {
        return static_cast<uint32_t>(std::ranges::count(source_.substr(from, to - from), '\n'));
    };
    if (offset >= known_offset_) known_line_ += newlines(known_offset_, offset);
    else known_line_ -= newlines(offset, known_offset_);
    known_offset_ = offset;
    return known_line_;
}

}  // namespace ward::shell
