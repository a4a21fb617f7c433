#include "libs/letter_pdf/letter_pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "libs/domain/letter/decision_letter.h"

namespace cartera::letter_pdf {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Word {
  double left, top, right, bottom;
  std::string text;
};

std::string OutputOf(const std::string& command) {
  std::string out;
  FILE* pipe = popen(command.c_str(), "r");
  char buffer[4096];
  for (size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  EXPECT_EQ(pclose(pipe), 0) << command << " (Debian's poppler-utils)\n" << out;
  return out;
}

double Attribute(absl::string_view line, const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(line, name + "=\"");
  double value = -1;
  EXPECT_TRUE(parts.size() == 2 && absl::SimpleAtod(parts[1].substr(0, parts[1].find('"')), &value))
      << line;
  return value;
}

// A PDF as poppler reads it.
class Read {
 public:
  explicit Read(const std::string& bytes)
      : path_(absl::StrCat(std::getenv("TMPDIR") == nullptr ? "/tmp" : std::getenv("TMPDIR"),
                           "/letter_pdf_test.", getpid(), ".pdf")) {
    std::ofstream(path_, std::ios::binary) << bytes;
    info = OutputOf("pdfinfo " + path_);
    structure = OutputOf("pdfinfo -struct-text " + path_);
    // Without breaks of lines: what is asked for may go over one.
    for (const absl::string_view line :
         absl::StrSplit(OutputOf("pdftotext -raw " + path_ + " -"), '\n')) {
      absl::StrAppend(&text, text.empty() ? "" : " ", line);
    }
    text = absl::StrReplaceAll(text, {{"\f", " "}});
    solid = absl::StrReplaceAll(text, {{" ", ""}});
    for (const absl::string_view line :
         absl::StrSplit(OutputOf("pdftotext -bbox " + path_ + " -"), '\n')) {
      if (absl::StrContains(line, "<page ")) pages.emplace_back();
      if (!absl::StrContains(line, "<word ")) continue;
      const size_t begin = line.find('>') + 1;
      pages.back().push_back({Attribute(line, "xMin"), Attribute(line, "yMin"),
                              Attribute(line, "xMax"), Attribute(line, "yMax"),
                              std::string(line.substr(begin, line.rfind("</") - begin))});
    }
  }
  ~Read() {
    // Kept for who wants to look at it.
    if (std::getenv("CARTERA_KEEP_PDF") == nullptr) std::filesystem::remove(path_);
  }

  std::string info;
  std::string structure;
  std::string text;   // on one line
  std::string solid;  // without any space, as long words are broken
  std::vector<std::vector<Word>> pages;

 private:
  std::string path_;
};

// Nothing stands outside of the margins, and no word on another.
void ExpectInPlace(const Read& pdf) {
  for (const std::vector<Word>& words : pdf.pages) {
    for (size_t i = 0; i < words.size(); ++i) {
      const Word& one = words[i];
      EXPECT_GE(one.left, 67) << one.text;
      EXPECT_LE(one.right, 595.3 - 67) << one.text;
      EXPECT_GE(one.top, 30) << one.text;
      EXPECT_LE(one.bottom, 842 - 30) << one.text;
      for (size_t j = i + 1; j < words.size(); ++j) {
        const Word& other = words[j];
        const double across = std::min(one.right, other.right) - std::max(one.left, other.left);
        // Boxes are as high as the font: lines may touch, not lie on one another.
        const double down = std::min(one.bottom, other.bottom) - std::max(one.top, other.top);
        EXPECT_FALSE(across > 0.5 && down > 4) << one.text << " and " << other.text;
      }
    }
  }
}

calendar::CivilDate Day(int year, int month, int day) {
  return *calendar::CivilDate::Make(year, month, day);
}
const calendar::CivilDate kDecided = Day(2026, 11, 23);

authorisation::Line Cad(int year, const std::string& line, int64_t amount_minor) {
  return {year, line, {amount_minor, {"CAD", 2}, money::PriceBasis::kReal, 2026}};
}

letter::DecisionFacts Facts() {
  letter::DecisionFacts facts;
  facts.decision = "rounds/budget-2027/submissions/gcsurplus/decisions/2";
  facts.sender = {"Government of Canada", "Treasury Board Secretariat"};
  facts.addressee = "Public Services and Procurement Canada";
  facts.project = "Surplus sales platform";
  facts.round = "Budget 2027";
  facts.decided_on = kDecided;
  facts.outcome = "approve_with_observations";
  facts.decided_by = "the Treasury Board";
  facts.recorded_by = "people/tessa";
  facts.formal_act = letter::FormalAct{"Resolution", "1248", Day(2026, 11, 20)};
  facts.reasons = {"Benefits shown", "Costs credible"};
  facts.reason = "Worth its cost; the exit plan is now costed.";
  facts.asked = {Cad(2027, "PSPC Vote 1", 50'000'000), Cad(2027, "PSPC Vote 5", 70'000'000),
                 Cad(2028, "PSPC Vote 1", 48'000'000)};
  facts.authorised = {Cad(2027, "PSPC Vote 1", 46'000'000), Cad(2027, "PSPC Vote 5", 64'000'000)};
  facts.authorised_from = Day(2026, 11, 23);
  facts.authorised_until = Day(2028, 3, 31);
  facts.authorisation = "projects/pspc-gcsurplus/authorisations/1";
  facts.conditions = {
      {"precedent", "agencies/pspc", "", "A signed benefits plan.", Day(2027, 3, 31)},
      {"subsequent", "people/carlos", "", "Report on the first year.", Day(2028, 6, 30)}};
  facts.observations = {
      {"should", "", "benefits.lines", "Measure staff hours per lot.", Day(2027, 10, 15)}};
  facts.appeal_until = Day(2026, 12, 15);
  facts.revision = "projects/pspc-gcsurplus/cases/full/revisions/2";
  facts.revision_hash = std::string(64, 'a');
  facts.evaluation = facts.revision + "/evaluations/1";
  facts.evaluation_hash = std::string(64, 'b');
  facts.methodology_version = "methodologies/chile-ict/versions/2";
  facts.engine_version = "2";
  facts.record = letter::RecordState{"cartera.example/budget", 1234, std::string(64, 'c'),
                                     "23 November 2026 at 14:05 UTC"};
  return facts;
}

std::string Pdf(const letter::DecisionFacts& facts) {
  const auto bytes = ToPdf(letter::DecisionLetter(facts), facts.decided_on);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return *bytes;
}

TEST(LetterPdf, SaysAllThatTheLetterSays) {
  const Read pdf(Pdf(Facts()));
  for (const char* said : {"Government of Canada",
                           "Treasury Board Secretariat",
                           "Public Services and Procurement Canada",
                           "Decision on “Surplus sales platform”",
                           "A signed benefits plan.",
                           "31 March 2027",
                           "Report on the first year.",
                           "30 June 2028",
                           "500,000.00",
                           "460,000.00",
                           "640,000.00",
                           "1,680,000.00",
                           "1,100,000.00",
                           "Sum of 2027",
                           "All amounts are in CAD (2026 prices).",
                           "Measure staff hours per lot.",
                           "For the Treasury Board",
                           "Resolution 1248 of 20 November 2026",
                           "Recorded by people/tessa",
                           "Page 1 of 2",
                           "Page 2 of 2"}) {
    EXPECT_THAT(pdf.text, HasSubstr(said));
  }
  EXPECT_EQ(pdf.pages.size(), 2);
  ExpectInPlace(pdf);
  EXPECT_THAT(pdf.info, HasSubstr("Decision on “Surplus sales platform”"));
  EXPECT_THAT(pdf.info, HasSubstr("Page size:       595.276 x 841.89 pts (A4)"));
}

TEST(LetterPdf, EveryPageCarriesTheHashOfTheCheckpointAndItsNumber) {
  letter::DecisionFacts facts = Facts();
  for (int i = 0; i < 60; ++i) {
    facts.conditions.push_back(
        {"subsequent", "", "", absl::StrCat("Condition number ", i, " holds."), Day(2028, 1, 1)});
  }
  const Read pdf(Pdf(facts));
  ASSERT_GE(pdf.pages.size(), 3);
  for (size_t i = 0; i < pdf.pages.size(); ++i) {
    const auto has = [&pdf, i](const std::string& text) {
      return std::any_of(pdf.pages[i].begin(), pdf.pages[i].end(),
                         [&text](const Word& word) { return word.top > 760 && word.text == text; });
    };
    EXPECT_TRUE(has(facts.record->root)) << i;
    EXPECT_THAT(pdf.text, HasSubstr(absl::StrCat("Page ", i + 1, " of ", pdf.pages.size())));
    EXPECT_EQ(pdf.pages[i][0].top > 35, true);
  }
  for (int i = 0; i < 60; ++i) {
    EXPECT_THAT(pdf.text, HasSubstr(absl::StrCat("Condition number ", i, " holds.")));
  }
  ExpectInPlace(pdf);
}

TEST(LetterPdf, LongWordsTextsAndSumsStayInTheirColumns) {
  letter::DecisionFacts facts = Facts();
  const std::string word(400, 'W');
  facts.project = "Ein" + std::string(120, 'g') + "ebiet der Donaudampfschifffahrtsgesellschaft";
  facts.addressee = "Bundesministerium für " + std::string(90, 'x');
  facts.conditions[0].text = word;
  facts.conditions[1].owner = "people/" + std::string(63, 'p');
  std::string row;  // longer than a page
  for (int i = 0; i < 900; ++i) absl::StrAppend(&row, "clause ", i, " ");
  facts.conditions.push_back({"subsequent", "", "", row, Day(2028, 1, 1)});
  facts.asked.push_back(
      Cad(2029, "A budget line of " + std::string(180, 'L'), 99'999'999'999'999'999));
  facts.asked.push_back(Cad(2029, "Another", 0));
  facts.reason = std::string(3000, 'm') + "\n\n" + row;
  const Read pdf(Pdf(facts));
  ExpectInPlace(pdf);
  EXPECT_THAT(pdf.solid, HasSubstr(word)) << "broken without hyphens, complete";
  EXPECT_THAT(pdf.text, HasSubstr("999,999,999,999,999.99"));
  for (int i = 0; i < 900; ++i) {
    EXPECT_THAT(pdf.solid, HasSubstr(absl::StrCat("clause", i, "clause", i + 1 < 900 ? "" : "x")))
        << i;
    if (i + 2 >= 900) break;
  }
}

TEST(LetterPdf, EveryScriptIsShownAndNothingIsMarkup) {
  letter::DecisionFacts facts = Facts();
  facts.addressee = "وزارة المالية";
  facts.conditions[0].text =
      "Συμφωνία με το Υπουργείο; Министерство финансов; 財政部の承認; 재정부";
  facts.conditions[1].text = "<b>not bold</b> & *not* \\(this\\)";
  facts.reason = "मूल्य के योग्य।";
  const std::string bytes = Pdf(facts);
  const Read pdf(bytes);
  EXPECT_THAT(pdf.text, HasSubstr("Συμφωνία με το Υπουργείο; Министерство финансов;"));
  EXPECT_THAT(pdf.solid, HasSubstr("財政部の承認"));
  EXPECT_THAT(pdf.solid, HasSubstr("재정부"));
  EXPECT_THAT(pdf.text, HasSubstr("<b>not bold</b> & *not* \\(this\\)"));
  ExpectInPlace(pdf);
}

TEST(LetterPdf, PartsAreTaggedForReadersAloud) {
  const Read pdf(Pdf(Facts()));
  EXPECT_THAT(pdf.info, HasSubstr("Tagged:          yes"));
  EXPECT_THAT(pdf.structure, HasSubstr("H1"));
  EXPECT_THAT(pdf.structure, HasSubstr("Table"));
  EXPECT_THAT(pdf.structure, HasSubstr("\"Conditions\""));
}

TEST(LetterPdf, TheSameLetterIsTheSameBytesInEveryThread) {
  const std::string first = Pdf(Facts());
  EXPECT_THAT(first, HasSubstr("/CreationDate"));
  std::vector<std::string> others(4);
  std::vector<std::thread> threads;
  for (std::string& other : others) threads.emplace_back([&other] { other = Pdf(Facts()); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& other : others) EXPECT_TRUE(other == first);
  letter::DecisionFacts later = Facts();
  later.record->root[0] = 'd';
  EXPECT_FALSE(Pdf(later) == first);
}

// The same bytes also from a process of its own, where nothing lies where it lay here.
TEST(LetterPdf, TheSameLetterIsTheSameBytesInEveryProcess) {
  const std::string path = absl::StrCat("/tmp/letter_pdf_again.", getpid());
  if (const char* again = std::getenv("CARTERA_LETTER_AGAIN"); again != nullptr) {
    std::ofstream(again, std::ios::binary) << Pdf(Facts());
    return;
  }
  OutputOf(absl::StrCat("CARTERA_LETTER_AGAIN=", path, " ",
                        std::filesystem::read_symlink("/proc/self/exe").string(),
                        " --gtest_filter=LetterPdf.TheSameLetterIsTheSameBytesInEveryProcess"));
  std::ifstream file(path, std::ios::binary);
  const std::string other((std::istreambuf_iterator<char>(file)), {});
  std::filesystem::remove(path);
  EXPECT_TRUE(other == Pdf(Facts())) << other.size();
}

TEST(LetterPdf, AnEmptyLetterIsAPage) {
  const auto bytes = ToPdf({}, kDecided);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_EQ(Read(*bytes).pages.size(), 1);
}

}  // namespace
}  // namespace cartera::letter_pdf
