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

TEST(JsonWriter, disarms_what_a_terminal_or_a_ci_system_obeys) {
    EXPECT_EQ(json_quote("\xc2\x9b"
                         "31m"),
              "\"\\u009b31m\"");  // CSI as one character
    EXPECT_EQ(json_quote("a\xe2\x80\xae"
                         "b"),
              "\"a\\u202eb\"");                                       // right-to-left override
    EXPECT_EQ(json_quote("\xf3\xa0\x81\x81"), "\"\\udb40\\udc41\"");  // a tag character, as a pair
    EXPECT_EQ(json_quote("##[group]x # y"), "\"#\\u0023[group]x # y\"");
}

}  // namespace
}  // namespace ward
