#include "formats/json_writer.h"

#include <gtest/gtest.h>

namespace ward {
namespace {

TEST(JsonWriter, nests_and_separates) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object().member("a", 1).key("b").begin_array().value("x").value(true).null().end_array().end_object();
    EXPECT_EQ(json.text(), R"({"a":1,"b":["x",true,null]})");
}

TEST(JsonWriter, indents) {
    JsonWriter json;
    json.begin_object().member("a", 7.0).key("empty").begin_object().end_object().end_object();
    EXPECT_EQ(json.text(), "{\n  \"a\": 7.0,\n  \"empty\": {}\n}\n");
}

TEST(JsonWriter, escapes_what_breaks_out_of_strings_lines_and_scripts) {
    EXPECT_EQ(json_quote("a\"\\\n\x01</script>\xe2\x80\xa8\xff"),
              "\"a\\\"\\\\\\n\\u0001\\u003c/script>\\u2028\xef\xbf\xbd\"");
}

}  // namespace
}  // namespace ward
