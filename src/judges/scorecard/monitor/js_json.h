// JSON as JavaScript's JSON.stringify(value, null, 2) writes it, byte for byte, so that files which scorecard-monitor
// keeps in git show no difference but what changed; and its way of writing numbers, which its reports have too.
// (ward's own files are written by JsonWriter, which also escapes what a terminal or a log would obey.)
#pragma once

#include <string>
#include <string_view>

#include "formats/document.h"

namespace ward::scorecard::monitor {

std::string js_json(const Node& root);
// 5, 4.9, -1, 1e-7: String(number) by ECMA-262.
std::string js_number(double number);
// parseFloat(number.toFixed(1)): a tie goes away from zero; never -0.
double js_to_one_decimal(double number);

Node js_object();
Node js_string(std::string text);
Node js_real(double number);
// The member of an object, which is made if it is missing.
Node& js_member(Node& object, std::string_view key);
Node& js_list(Node& object, std::string_view key);

}  // namespace ward::scorecard::monitor
