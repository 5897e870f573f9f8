// Values that constant expressions have, and what JavaScript's methods make of them (private to the folding). Every
// function gives nothing where it does not know the answer for certain.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/javascript/constants.h"

namespace ward::javascript {

struct Value {
    enum class Kind : uint8_t { text, number, list, bytes };
    Kind kind = Kind::text;
    std::string text = {};  // UTF-8, or bytes
    double number = 0;      // an integer that a double holds exactly
    std::vector<Value> items = {};
    Detours detours = 0;
};

// Is much of a literal written as escapes of characters that could stand there themselves?
bool has_needless_escapes(std::string_view literal, std::string_view text);

Value text_value(std::string text, Detours detours);
Value number_value(double number, Detours detours);

// Of a number token's text. Integers only.
std::optional<double> integer_of(std::string_view literal);
// What `+` and templates make of a value.
std::optional<std::string> text_of(const Value& value);
bool is_ascii(std::string_view text);
bool is_utf8(std::string_view text);

// Operators of two integers.
std::optional<double> arithmetic(std::string_view operation, double left, double right);

std::string utf8_of_latin1(std::string_view bytes);
std::optional<std::string> latin1_of_utf8(std::string_view text);
// As atob and Buffer.from(text, 'base64') do where the text is well-formed. `url`: - and _ are allowed.
std::optional<std::string> bytes_of_base64(std::string_view text, bool url);
std::optional<std::string> bytes_of_hex(std::string_view text);
std::optional<std::string> percent_decoded(std::string_view text, bool keep_reserved);
std::optional<std::string> unescaped(std::string_view text);

// Texts of UTF-16 units, as String.fromCharCode makes them.
std::optional<std::string> text_of_units(const std::vector<Value>& units);

// object.name(arguments). Nothing where the method is not known for the object.
std::optional<Value> call_method(Value object, std::string_view name, const std::vector<Value>& arguments);

}  // namespace ward::javascript
