#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "libs/domain/csv/read.h"
#include "libs/domain/csv/write.h"

namespace cartera::csv {
namespace {

using Cells = std::vector<std::string>;
using ::testing::HasSubstr;

std::vector<Cells> AllCells(const Table& table) {
  std::vector<Cells> all = {table.header().cells};
  for (const Row& row : table.rows()) all.push_back(row.cells);
  return all;
}

// RFC 4180 section 2 gives rules 1 to 7; the other rows are what spreadsheets write besides.
TEST(Parse, ReadsWhatRfc4180Describes) {
  const struct {
    std::string text;
    std::vector<Cells> cells;
  } kCases[] = {
      {"aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", {{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}}},  // rule 1
      {"aaa,bbb,ccc\r\nzzz,yyy,xxx", {{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}}},      // rule 2
      {"a, b \n1,2\n", {{"a", " b "}, {"1", "2"}}},                                        // rule 4
      {"\"aaa\",\"bbb\"\r\nzzz,yyy", {{"aaa", "bbb"}, {"zzz", "yyy"}}},                    // rule 5
      {"\"aaa\",\"b \r\nbb\"\r\nzzz,yyy", {{"aaa", "b \r\nbb"}, {"zzz", "yyy"}}},          // rule 6
      {"\"aaa\",\"b\"\"bb\"\n", {{"aaa", "b\"bb"}}},                                       // rule 7
      {"a,b\r1,2\r", {{"a", "b"}, {"1", "2"}}},
      {"a\r\nb\rc\nd", {{"a"}, {"b"}, {"c"}, {"d"}}},
      {"\xEF\xBB\xBF\"a\",b\n1,2\n", {{"a", "b"}, {"1", "2"}}},
      {"a,b\n1,\n,2\n,\n", {{"a", "b"}, {"1", ""}, {"", "2"}, {"", ""}}},
      {"a,b\n1,", {{"a", "b"}, {"1", ""}}},
      {"a\n\"\"\n", {{"a"}, {""}}},
      {"a,b\n5\" disk,x\"\"y\n", {{"a", "b"}, {"5\" disk", "x\"\"y"}}},
      {"\n\na,b\n\n1,2\n\n", {{"a", "b"}, {"1", "2"}}},
  };
  for (const auto& test : kCases) {
    const auto table = Parse(test.text);
    ASSERT_TRUE(table.ok()) << table.status() << " for " << test.text;
    EXPECT_EQ(AllCells(*table), test.cells) << test.text;
    EXPECT_TRUE(table->faults().empty()) << test.text;
  }
}

TEST(Parse, SaysWhereAFileCannotBeRead) {
  const struct {
    std::string text;
    std::string message;
  } kCases[] = {
      {"", "the file is empty: it has no header row"},
      {"\xEF\xBB\xBF", "the file is empty: it has no header row"},
      {"\n\r\n", "the file is empty: it has no header row"},
      {std::string("\xFF\xFE\x61\x00", 4), "the file is UTF-16; it must be saved as UTF-8"},
      {"a,b\n1,2\n3,\"4\n5,6\n", "row 3, column b (B): the quote opened on line 3 is never closed"},
      {"a,b\n\"1\"x,2\n", "row 2, column a (A): text after the closing quote"},
      {"a\n1,\"2\" \n", "row 2, column B: text after the closing quote"},
      {"\"a", "row 1, column A: the quote opened on line 1 is never closed"},
  };
  for (const auto& test : kCases) {
    const auto table = Parse(test.text);
    EXPECT_EQ(table.status().code(), absl::StatusCode::kInvalidArgument) << test.text;
    EXPECT_EQ(table.status().message(), test.message);
  }
}

TEST(Parse, CountsRowsAsASpreadsheetDoesAndLinesAsAnEditorDoes) {
  const auto table = Parse("id,note\r\n1,\"two\r\nlines\"\r\n\r\n2,x\r\n");
  ASSERT_TRUE(table.ok()) << table.status();
  ASSERT_EQ(table->rows().size(), 2u);
  EXPECT_EQ(table->rows()[0].number, 2);
  EXPECT_EQ(table->rows()[0].line, 2);
  EXPECT_EQ(table->rows()[1].number, 4);
  EXPECT_EQ(table->rows()[1].line, 5);
}

TEST(Parse, KeepsEmptyLinesWhenAsked) {
  const auto table = Parse("a\n\nx\n", {}, {.empty_lines = EmptyLines::kKeep});
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(AllCells(*table), (std::vector<Cells>{{"a"}, {""}, {"x"}}));
}

TEST(Parse, ReadsOtherDelimiters) {
  const auto table = Parse("a;b\n1,5;2\n", {}, {.delimiter = ';'});
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(AllCells(*table), (std::vector<Cells>{{"a", "b"}, {"1,5", "2"}}));
}

TEST(Parse, ReportsFaultsOfRowsAndCellsAndKeepsTheRows) {
  const auto table = Parse("a,b,a\n1,2\n1,2,3,4\n\xC3,ok,x\x01y\nfine,1,2\n");
  ASSERT_TRUE(table.ok()) << table.status();
  std::vector<std::string> messages;
  for (const Fault& fault : table->faults()) {
    messages.push_back(std::string(FaultReasonName(fault.reason)) + " " + fault.message);
  }
  EXPECT_EQ(messages,
            (Cells{"COLUMN_REPEATED row 1, column a (C): an earlier column has this name",
                   "RAGGED_ROW row 2: 2 cells, but the header has 3",
                   "RAGGED_ROW row 3: 4 cells, but the header has 3",
                   "NOT_UTF8 row 4, column a (A): the text is not UTF-8",
                   "CONTROL_CHARACTER row 4, column a (C): a control character in the text"}));
  ASSERT_EQ(table->rows().size(), 4u);
  EXPECT_TRUE(table->rows()[0].has_fault);
  EXPECT_FALSE(table->rows()[3].has_fault);
}

TEST(Parse, CountsFaultsThatItDoesNotList) {
  const auto table = Parse("a,b\n1\n2\n3\n", {.faults_max = 1});
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->faults().size(), 1u);
  EXPECT_EQ(table->fault_count(), 3u);
  EXPECT_TRUE(table->rows()[2].has_fault);
}

TEST(Parse, RefusesWhatPassesALimit) {
  EXPECT_THAT(Parse("a,b\n", {.bytes_max = 3}).status().message(), HasSubstr("more than 3"));
  EXPECT_TRUE(Parse("a\n1\n2\n", {.rows_max = 2}).ok());
  EXPECT_EQ(Parse("a\n1\n2\n3\n", {.rows_max = 2}).status().message(), "row 4: more than 2 rows");
  EXPECT_EQ(Parse("a,b,c\n", {.columns_max = 2}).status().message(), "row 1: more than 2 columns");
  EXPECT_EQ(Parse("a\nlonger\n", {.cell_bytes_max = 5}).status().message(),
            "row 2, column a (A): more than 5 bytes");
}

TEST(Table, CellsKnowWhereTheyStand) {
  const auto table = Parse("a,b,c,d,e,f,totalBudget\n1,2,3,4,5,6,7\n1\n");
  ASSERT_TRUE(table.ok()) << table.status();
  ASSERT_EQ(table->ColumnOf("totalBudget"), 7);
  EXPECT_EQ(table->ColumnOf("totalbudget"), std::nullopt);
  const Cell cell = table->At(table->rows()[0], 7);
  EXPECT_EQ(cell.text, "7");
  EXPECT_EQ(Where(cell), "row 2, column totalBudget (G)");
  EXPECT_EQ(table->At(table->rows()[1], 7).text, "");
  EXPECT_EQ(Where(table->At(table->rows()[1], 9)), "row 3, column I");
}

TEST(Table, ColumnsHaveTheLettersOfASpreadsheet) {
  const std::pair<int, const char*> kLetters[] = {{1, "A"},   {26, "Z"},   {27, "AA"},  {52, "AZ"},
                                                  {53, "BA"}, {702, "ZZ"}, {703, "AAA"}};
  for (const auto& [column, letters] : kLetters) EXPECT_EQ(ColumnLetters(column), letters);
}

TEST(Write, QuotesOnlyWhatNeedsIt) {
  const std::vector<Cells> rows = {{"1", "a,b"}, {"", "x\"y"}, {" z", "l\nm"}, {"=1", "-5"}};
  EXPECT_EQ(Write({"id", "text"}, rows),
            "id,text\r\n1,\"a,b\"\r\n,\"x\"\"y\"\r\n\" z\",\"l\nm\"\r\n=1,-5\r\n");
  EXPECT_EQ(Write({"a"}, {{""}}, {.line_end = "\n", .byte_order_mark = true}),
            "\xEF\xBB\xBF"
            "a\n\"\"\n");
}

// The starts that OWASP's page on CSV injection lists.
TEST(Write, GuardsSpreadsheetsAgainstFormulas) {
  const Cells row = {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "a=1", "", "'x"};
  std::string out;
  AppendRow(row, {.line_end = "\n", .for_spreadsheets = true}, &out);
  EXPECT_EQ(out, "'=1+1,'+1,'-1,'@SUM(A1),'\tx,\"'\rx\",a=1,,'x\n");
}

TEST(Write, IsUndoneByParse) {
  const unsigned seed = std::random_device()();
  std::mt19937 random(seed);
  const absl::string_view alphabet = "ab,;\"\r\n\t =+\xEF\xBB\xBF";
  for (int round = 0; round < 2000; ++round) {
    std::vector<Cells> all(1 + random() % 4, Cells(1 + random() % 4));
    for (Cells& row : all) {
      for (std::string& cell : row) {
        cell.clear();
        for (size_t n = random() % 6; n > 0; --n) cell += alphabet[random() % alphabet.size()];
      }
    }
    const char delimiter = random() % 2 == 0 ? ',' : ';';
    const std::vector<Cells> rows(all.begin() + 1, all.end());
    const std::string text = Write(
        all.front(), rows, {.delimiter = delimiter, .line_end = random() % 2 == 0 ? "\r\n" : "\n"});
    const auto table = Parse(text, {}, {.delimiter = delimiter});
    ASSERT_TRUE(table.ok()) << table.status() << " seed " << seed;
    ASSERT_EQ(AllCells(*table), all) << "seed " << seed << ": " << text;
  }
}

TEST(Parse, NeverFailsOnRandomBytesOtherThanByAPlacedError) {
  const unsigned seed = std::random_device()();
  std::mt19937 random(seed);
  const std::string alphabet("a,\"\r\n\0\xC3\xA9\xFF", 9);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (size_t n = 1 + random() % 24; n > 0; --n) text += alphabet[random() % alphabet.size()];
    const auto table = Parse(text);
    if (table.ok()) {
      for (const Row& row : table->rows()) ASSERT_GE(row.cells.size(), 1u) << "seed " << seed;
      continue;
    }
    const std::string message(table.status().message());
    EXPECT_TRUE(message.rfind("row ", 0) == 0 || message.rfind("the file ", 0) == 0)
        << message << " seed " << seed;
  }
}

}  // namespace
}  // namespace cartera::csv
