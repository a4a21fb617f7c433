#include "tests/tidy/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace cartera::tidy {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::set<std::string> kTracked = {"libs/domain/money/money.h", "services/review/store.h"};

struct Case {
  const char* path;
  std::string text;
  const char* finding;  // part of the one message expected, or nullptr when the text is fine
};

class RulesTest : public ::testing::TestWithParam<Case> {};

TEST_P(RulesTest, FindsWhatIsBrokenAndNothingElse) {
  const auto findings = CheckFile(GetParam().path, GetParam().text, kTracked);
  if (GetParam().finding == nullptr) {
    EXPECT_THAT(findings, IsEmpty()) << GetParam().text;
  } else {
    EXPECT_THAT(findings, ElementsAre(Field(&Finding::message, HasSubstr(GetParam().finding))))
        << GetParam().text;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Includes, RulesTest,
    ::testing::Values(
        Case{"libs/domain/a/a.cc", "#include \"libs/domain/money/money.h\"\n", nullptr},
        Case{"libs/domain/a/a.cc", "#include \"libs/base/ids.h\"\n#include <cmath>\n", nullptr},
        Case{"libs/domain/a/a.cc", "#include \"PackFiles.h\"\n", nullptr},  // generated
        Case{"libs/domain/money/a.cc", "#include \"money.h\"\n", "from the root"},
        Case{"libs/domain/a/a.cc", "#include \"libs/platform/pg/tx.h\"\n", "sees only"},
        Case{"libs/domain/a/a.cc", "#include <openssl/evp.h>\n", "sees only"},
        Case{"libs/domain/a/a.cc", "#include <chrono>\n", "no IO, clock"},
        Case{"libs/domain/a/a.cc", "#include \"absl/time/clock.h\"\n", "no IO, clock"},
        Case{"libs/domain/a/a_test.cc", "#include <fstream>\n#include <gtest/gtest.h>\n", nullptr},
        Case{"libs/base/a.cc", "#include \"libs/domain/money/money.h\"\n", "sees only libs/base"},
        Case{"libs/platform/rpc/a.cc", "#include \"libs/domain/money/money.h\"\n", "neither"},
        Case{"libs/platform/rpc/a.cc", "#include \"services/review/store.h\"\n", "neither"},
        Case{"libs/platform/pg/a.cc", "#include <pqxx/pqxx>\n#include <libpq-fe.h>\n", nullptr},
        Case{"libs/platform/rpc/a.cc", "#include <pqxx/pqxx>\n", "client libraries"},
        Case{"services/review/a.cc", "#include \"services/review/store.h\"\n", nullptr},
        Case{"services/a/a.cc", "#include \"services/review/store.h\"\n", "called by its stub"},
        Case{"services/a/a.cc", "#include \"services/review/module.h\"\n", "called by its stub"},
        Case{"services/all/main.cc", "#include \"services/review/module.h\"\n", nullptr},
        Case{"services/all/main.cc", "#include \"services/review/store.h\"\n", "by its stub"},
        Case{"tools/cli/main.cc", "#include \"services/review/store.h\"\n", "by its stub"},
        Case{"tests/scenarios/a.cc", "#include \"services/review/store.h\"\n", nullptr},
        Case{"services/a/a.cc", "// #include \"services/review/store.h\"\n", nullptr}));

INSTANTIATE_TEST_SUITE_P(
    Purity, RulesTest,
    ::testing::Values(
        Case{"libs/domain/a/a.cc", "double x = std::exp(1);\n", "exp: differs"},
        Case{"libs/domain/a/a.cc", "double x = ::log(1);\n", "log: differs"},
        Case{"libs/domain/a/a.cc", "double x = 2 * pow(2, 3);\n", "pow: differs"},
        Case{"libs/domain/a/a.cc", "double x = std::fma(1, 2, 3);\n", "fma: differs"},
        Case{"libs/domain/a/a.cc", "double x = std::sqrt(2);\n", nullptr},
        Case{"libs/domain/a/a.cc", "double x = numeric::Exp(2) + entry.log(2);\n", nullptr},
        Case{"libs/domain/a/a.cc", "// std::exp(1) differs\nstd::string s = \"exp(1)\";\n",
             nullptr},
        Case{"libs/domain/a/a_test.cc", "double x = std::exp(1);\n", nullptr},
        Case{"libs/platform/obs/a.cc", "double x = std::exp(1);\n", nullptr},
        Case{"libs/domain/a/a.cc", "auto now = absl::Now();\n", "absl::Now"},
        Case{"libs/domain/a/a.cc", "std::thread worker;\n", "std::thread"},
        Case{"libs/domain/a/a.cc", "int x = rand();\n", "given seed"},
        Case{"services/a/a.cc", "void F(std::string_view text);\n", "absl::string_view"}));

INSTANTIATE_TEST_SUITE_P(
    Names, RulesTest,
    ::testing::Values(
        Case{"libs/base/a.cc", "class PoolManager;\n", "PoolManager"},
        Case{"libs/base/a.cc", "void HelperFor(int x);\n", "HelperFor"},
        Case{"libs/base/a.cc", "namespace cartera::string_util {}\n", "string_util"},
        Case{"libs/base/a.cc", "int utilisation = 1; int Utility = 2;\n", nullptr},
        Case{"libs/base/a.cc", "google::protobuf::util::JsonPrintOptions options;\n", nullptr},
        Case{"libs/base/a.cc", "std::string project_manager;\n", nullptr},
        Case{"libs/base/string_util.cc", "int x;\n", "name the file"},
        Case{"libs/common/a.cc", "int x;\n", "name the file"},
        Case{"libs/base/a.h", "#ifndef CARTERA_LIBS_BASE_A_H_\n#define CARTERA_LIBS_BASE_A_H_\n",
             nullptr},
        Case{"libs/base/a.h", "#ifndef BASE_A_H\n#define BASE_A_H\n",
             "guard is not CARTERA_LIBS_BASE_A_H_"}));

INSTANTIATE_TEST_SUITE_P(
    SecondWall, RulesTest,
    ::testing::Values(
        Case{"services/a/b_handlers.cc", "tx.SeeEverything(\"why\");\n", "row policies"},
        Case{"services/a/b.cc", "Query q{\"q\", \"SET cartera.seen = 1\"};\n", "row policies"},
        Case{"services/review/round_handlers.cc", "tx.SeeEverything(\"why\");\n", nullptr},
        Case{"services/a/b_test.cc", "tx.SeeEverything(\"why\");\n", nullptr}));

INSTANTIATE_TEST_SUITE_P(
    Mutexes, RulesTest,
    ::testing::Values(
        Case{"libs/base/a.cc", "std::mutex mutex;\n", "libs/base/mutex.h"},
        Case{"libs/base/a.cc", "static absl::Mutex mutex;\n", "libs/base/mutex.h"},
        Case{"libs/base/a.cc", "class A {\n  mutable Mutex mutex_;\n  int a_;\n};\n",
             "no member is ABSL_GUARDED_BY(mutex_)"},
        Case{"libs/base/a.cc",
             "class A {\n  Mutex mutex_;\n  int a_ ABSL_GUARDED_BY(mutex_) = 0;\n};\n", nullptr},
        Case{"libs/domain/a/a.cc", "#include \"libs/base/mutex.h\"\n", "no IO, clock"}));

INSTANTIATE_TEST_SUITE_P(
    Services, RulesTest,
    ::testing::Values(
        Case{"services/a/handlers.cc", "return absl::NotFoundError(\"x\");\n", "errors have names"},
        Case{"services/a/errors.cc", "return absl::NotFoundError(\"x\");\n", nullptr},
        Case{"services/a/store.cc", "auto q = absl::StrCat(\"SELECT \", x);\n", "bound parameters"},
        Case{"services/a/store.cc",
             "auto q = absl::StrFormat(\n  R\"(UPDATE a SET b = %d)\", x);\n", "bound parameters"},
        Case{"services/a/store.cc", "auto q = \"SELECT a FROM b WHERE c = \" + id;\n", "constexpr"},
        Case{"services/a/store.cc", "constexpr Query kQ{\"a.b\", R\"sql(SELECT 1)sql\"};\n",
             nullptr},
        Case{"services/a/b.cc", "auto text = absl::StrCat(\"Select \", \"where \", x);\n",
             nullptr}));

std::string FunctionOf(int lines) {
  std::string text = "namespace a {\nint F(int x) {\n";
  for (int i = 2; i < lines; ++i) {
    absl::StrAppend(&text, "  ++x; {}\n");
  }
  return absl::StrCat(text, "}\n}  // namespace a\n");
}

TEST(SizesTest, FunctionsMayHave70Lines) {
  EXPECT_THAT(CheckFile("a/a.cc", FunctionOf(70), {}), IsEmpty());
  const auto findings = CheckFile("a/a.cc", FunctionOf(71), {});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].line, 2);
  EXPECT_THAT(findings[0].message, HasSubstr("a function of 71 lines"));
}

TEST(SizesTest, FilesMayHave600Lines) {
  std::string text(600, '\n');
  EXPECT_THAT(CheckFile("a/a.sql", text, {}), IsEmpty());
  EXPECT_THAT(CheckFile("a/a.sql", text + "\n", {}),
              ElementsAre(Field(&Finding::message, HasSubstr("601 lines"))));
}

TEST(SizesTest, LinesMayHave100Characters) {
  EXPECT_THAT(CheckFile("a/a.cc", "// " + std::string(97, 'x'), {}), IsEmpty());
  EXPECT_THAT(CheckFile("a/a.cc", "// \u00f1" + std::string(96, 'x'), {}), IsEmpty());
  EXPECT_THAT(CheckFile("a/a.cc", "// " + std::string(98, 'x'), {}),
              ElementsAre(Field(&Finding::message, HasSubstr("101 columns"))));
}

TEST(SourceTextTest, BlanksCommentsAndLiteralsInPlace) {
  const SourceText source =
      ParseSource("a.cc",
                  "int a = 1'000; // } \"\nauto b = \"{\\\"\"; /* { */ char c = '{';\n"
                  "auto d = R\"x({ )\" )x\"; {\n#define BAD {\n}");
  EXPECT_EQ(source.code.size(), source.raw.size());
  EXPECT_EQ(std::count(source.code.begin(), source.code.end(), '{'), 1);
  EXPECT_EQ(std::count(source.code.begin(), source.code.end(), '}'), 1);
  EXPECT_THAT(source.code, HasSubstr("1'000;"));
  EXPECT_THAT(source.uncommented, Not(HasSubstr("// }")));
  EXPECT_THAT(source.uncommented, HasSubstr("\"{\\\"\""));
}

TEST(SourceTextTest, FindsFunctionsNotTypes) {
  const SourceText source = ParseSource("a.cc", R"(namespace a {
struct alignas(8) S {
  int x() const { return 1; }
};
constexpr Row kRows[] = {
    {1, 2},
};
S::S(int a)
    : a_{a}, b_(2) {
  if (a) {
    F();
  }
}
template <class T>
int G(T x = {}) {
  return 1;
}
}
)");
  std::vector<int> lines;
  for (const FunctionSpan& function : FunctionsOf(source)) {
    lines.push_back(function.line);
  }
  EXPECT_THAT(lines, Contains(3));
  EXPECT_THAT(lines, Contains(9));
  EXPECT_THAT(lines, Not(Contains(2)));
  EXPECT_THAT(lines, Not(Contains(5)));
}

}  // namespace
}  // namespace cartera::tidy
