// The main function of every unit test program. WARD_TEST_DATA names a folder of real advisory data, when there is one.
#include <gtest/gtest.h>

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
