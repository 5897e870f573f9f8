// See audit_record.h. Values are decimal or hexadecimal numbers, words without spaces, or texts: in quotes where no
// byte of them needs hiding, else as hexadecimal digits (audit_log_untrustedstring in the kernel's audit.c).
#include "permission/audit_record.h"

#include <charconv>

#include "base/text.h"

namespace ward::permission::audit {
namespace {

template <typename Number>
std::optional<Number> hexadecimal(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

struct Field {
    std::string_view name;
    std::string_view value;  // without its quotes
    bool quoted = false;
};

// A text that may be anybody's. Nothing where the digits are none.
std::optional<std::string> text_of(const Field& field) {
    // The kernel's own words for a path that it cannot tell: <too_long>, <no_memory>.
    if (field.quoted) return std::string(field.value.starts_with('<') ? "" : field.value);
    if (field.value == "(null)") return std::string();
    if (field.value.size() % 2 != 0) return std::nullopt;
    std::string out;
    for (size_t at = 0; at < field.value.size(); at += 2) {
        const auto byte = hexadecimal<uint8_t>(field.value.substr(at, 2));
        if (!byte) return std::nullopt;
        out += static_cast<char>(*byte);
    }
    return out;
}

// Takes the next "name=value" away. Nothing at the end, and where the form is another: then `text` is not empty.
std::optional<Field> next_field(std::string_view& text) {
    const size_t equals = text.find('=');
    if (equals == 0 || equals == std::string_view::npos) return std::nullopt;
    Field out{.name = text.substr(0, equals), .value = {}};
    for (const char c : out.name)
        if (!is_alnum(c) && c != '_' && c != '-') return std::nullopt;
    const size_t from = equals + 1;
    out.quoted = from < text.size() && text[from] == '"';
    size_t end = 0;
    if (out.quoted) {
        end = text.find('"', from + 1);
        if (end == std::string_view::npos) return std::nullopt;
        out.value = text.substr(from + 1, end - from - 1);
        ++end;
    } else {
        end = std::min(text.find(' ', from), text.size());
        out.value = text.substr(from, end - from);
        if (out.value.empty()) return std::nullopt;
    }
    if (end < text.size() && text[end] != ' ') return std::nullopt;
    text.remove_prefix(std::min(end + 1, text.size()));
    return out;
}

// Takes "audit(SECONDS.MMM:SERIAL): " away.
std::optional<Event> take_event(std::string_view& text) {
    constexpr std::string_view begin = "audit(";
    if (!text.starts_with(begin)) return std::nullopt;
    const size_t end = text.find("): ");
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view stamp = text.substr(begin.size(), end - begin.size());
    const size_t dot = stamp.find('.');
    const size_t colon = stamp.find(':');
    if (dot == std::string_view::npos || colon != dot + 4) return std::nullopt;
    const auto seconds = to_number<uint32_t>(stamp.substr(0, dot));
    const auto milliseconds = to_number<uint32_t>(stamp.substr(dot + 1, 3));
    const auto serial = to_number<uint32_t>(stamp.substr(colon + 1));
    if (!seconds || !milliseconds || !serial) return std::nullopt;
    text.remove_prefix(end + 3);
    return Event{uint64_t{*seconds} * 1000 + *milliseconds, *serial};
}

// Puts the number into `out`; false where it is none.
template <typename Number>
bool put(std::optional<Number> number, Number& out) {
    if (number) out = *number;
    return number.has_value();
}

bool put_blockers(std::string_view names, std::vector<std::string>& out) {
    for (const std::string_view name : split(names, ',')) {
        if (name.empty() || out.size() == max_blockers) return false;
        for (const char c : name)
            if (!is_alnum(c) && c != '_' && c != '.') return false;
        out.emplace_back(name);
    }
    return true;
}

bool put_text(const Field& field, std::string& out) {
    auto text = text_of(field);
    if (text) out = std::move(*text);
    return text.has_value();
}

// A name that comes twice would leave it to the reader which one holds; `seen` tells the ones that count.
bool is_first(unsigned& seen, unsigned bit) {
    const bool first = (seen & bit) == 0;
    seen |= bit;
    return first;
}

// "domain=1cb82678d blockers=fs.read_file path="/etc/hostname" dev="vda" ino=611"
std::optional<Record> refusal(Event event, std::string_view text) {
    Refusal out{.event = event, .domain = 0, .blockers = {}, .path = {}};
    unsigned seen = 0;
    while (const auto field = next_field(text)) {
        const std::string_view name = field->name;
        bool good = true;
        if (name == "domain") good = is_first(seen, 1) && put(hexadecimal<uint64_t>(field->value), out.domain);
        else if (name == "blockers") good = is_first(seen, 2) && put_blockers(field->value, out.blockers);
        else if (name == "path") good = is_first(seen, 4) && put_text(*field, out.path);
        else if (name == "opid") good = is_first(seen, 8) && put(to_number<int>(field->value), out.target);
        else if (name == "src" || name == "dest") good = put(to_number<uint16_t>(field->value), out.port);
        if (!good) return std::nullopt;
    }
    constexpr unsigned needed = 1 | 2;
    if (!text.empty() || (seen & needed) != needed) return std::nullopt;
    return out;
}

// "domain=… status=allocated mode=enforcing pid=26946 uid=0 exe="/bin/x" comm="x"", "domain=… status=deallocated
// denials=19"
std::optional<Record> domain_state(Event event, std::string_view text) {
    DomainState out{.event = event};
    unsigned seen = 0;
    std::string_view status;
    while (const auto field = next_field(text)) {
        const std::string_view name = field->name;
        bool good = true;
        if (name == "domain") good = is_first(seen, 1) && put(hexadecimal<uint64_t>(field->value), out.domain);
        else if (name == "status") good = is_first(seen, 2) && !(status = field->value).empty();
        else if (name == "pid") good = is_first(seen, 4) && put(to_number<int>(field->value), out.pid);
        else if (name == "denials") good = is_first(seen, 8) && put(to_number<uint64_t>(field->value), out.refusals);
        if (!good) return std::nullopt;
    }
    if (!text.empty() || (seen & 1) == 0) return std::nullopt;
    out.ended = status == "deallocated";
    if (!out.ended && status != "allocated") return std::nullopt;
    if ((seen & (out.ended ? 8u : 4u)) == 0) return std::nullopt;
    return out;
}

// Read up to the program's name: behind it stand names that other security modules give, in forms of their own.
std::optional<Record> call_of_record(Event event, std::string_view text) {
    CallOf out{.event = event, .program = {}};
    unsigned seen = 0;
    while (const auto field = next_field(text)) {
        const std::string_view name = field->name;
        bool good = true;
        if (name == "arch") good = is_first(seen, 1) && put(hexadecimal<uint32_t>(field->value), out.architecture);
        else if (name == "syscall") good = is_first(seen, 2) && put(to_number<int>(field->value), out.number);
        else if (name == "pid") good = is_first(seen, 4) && put(to_number<int>(field->value), out.pid);
        else if (name == "exe") {
            constexpr unsigned needed = 1 | 2 | 4;
            if (!put_text(*field, out.program) || seen != needed) return std::nullopt;
            return out;
        }
        if (!good) return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Record> parse_record(uint16_t type, std::string_view text) {
    if (text.size() > max_record_bytes) return std::nullopt;
    if (type != type_call && type != type_end && type != type_denial && type != type_domain) return std::nullopt;
    const auto event = take_event(text);
    if (!event) return std::nullopt;
    switch (type) {
        case type_call: return call_of_record(*event, text);
        case type_denial: return refusal(*event, text);
        case type_domain: return domain_state(*event, text);
        default: return EndOf{*event};
    }
}

}  // namespace ward::permission::audit
