// JSON as JavaScript's JSON.stringify(value, null, 2) writes it, byte for byte, so that files which scorecard-monitor
// keeps in git show no difference but what changed.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/document.h"

namespace ward::scorecard::monitor {

std::string js_json(const Node& root);
// parseFloat(number.toFixed(1)): a tie goes away from zero; never -0.
double js_to_one_decimal(double number);

Node js_object();
Node js_string(std::string text);
Node js_real(double number);
// Members in the order in which they are written: names that are array indices first, by number, as JavaScript has
// them.
using JsField = std::pair<std::string, Node>;
std::vector<const JsField*> js_members(const Node& object);
// The member of an object, which is made if it is missing.
Node& js_member(Node& object, std::string_view key);
Node& js_list(Node& object, std::string_view key);

}  // namespace ward::scorecard::monitor
