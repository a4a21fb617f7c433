#include "libs/letter_pdf/letter_layout.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "libs/letter_pdf/column_widths.h"

namespace cartera::letter_pdf {
namespace {

using letter::Heading;
using letter::Items;
using letter::Paragraph;
using letter::Particulars;
using letter::Signature;
using letter::Table;

constexpr TypeStyle kBody{.size = 10.5};
constexpr TypeStyle kHeading{.size = 11.5, .bold = true};
constexpr TypeStyle kSubject{.size = 13, .bold = true};
constexpr TypeStyle kSender{.size = 16, .bold = true};
constexpr TypeStyle kAboveSender{.size = 10.5, .grey = 0.3};
constexpr TypeStyle kLabel{.size = 8, .grey = 0.35};
constexpr TypeStyle kCell{.size = 9.5};
constexpr TypeStyle kSmall{.size = 8.5};
constexpr TypeStyle kFine{.size = 8};

constexpr double kGap = 9;          // between paragraphs
constexpr double kIndent = 14;      // of a list
constexpr double kCellSide = 5;     // left and right of a cell's text
constexpr double kCellEnds = 3.5;   // above and below it
constexpr double kSignHeight = 44;  // room for a hand
constexpr double kSignWidth = 210;
constexpr double kSplitLinesMin = 3;  // of a row that a page cannot hold whole

// Rows under a header that every page repeats.
class Grid {
 public:
  struct Cell {
    std::string text;
    TypeStyle style;
    const char* tag = "TD";
  };
  struct Row {
    std::vector<Cell> cells;
    bool is_total = false;
  };

  Grid(const TypeSetter& setter, PageFlow* flow, Row header, const std::vector<Row>& rows)
      : setter_(setter), flow_(*flow), header_(std::move(header)), rows_(rows) {
    const size_t columns = rows.empty() ? header_.cells.size() : rows[0].cells.size();
    std::vector<ColumnNeed> needs(columns);
    Measure(header_, &needs);
    for (const Row& row : rows) Measure(row, &needs);
    widths_ = ColumnWidths(needs, flow_.frame().width);
  }

  void Draw() {
    flow_.Open("Table");
    if (!rows_.empty()) flow_.Need(HeightOf(Set(header_)) + FirstSlice());
    DrawHeader();
    for (const Row& row : rows_) DrawRow(row);
    flow_.Close("Table");
  }

 private:
  using SetRow = std::vector<SetText>;

  void Measure(const Row& row, std::vector<ColumnNeed>* needs) const {
    for (size_t i = 0; i < row.cells.size(); ++i) {
      const ColumnNeed need = setter_.Measure(row.cells[i].text, row.cells[i].style);
      ColumnNeed& widest = (*needs)[i];
      widest.longest_word = std::max(widest.longest_word, need.longest_word + 2 * kCellSide);
      widest.longest_line = std::max(widest.longest_line, need.longest_line + 2 * kCellSide);
    }
  }

  SetRow Set(const Row& row) const {
    SetRow set;
    for (size_t i = 0; i < row.cells.size(); ++i) {
      const double width = std::max(widths_[i] - 2 * kCellSide, 1.0);
      set.push_back(setter_.Set(row.cells[i].text, row.cells[i].style, width));
    }
    return set;
  }

  static double HeightOf(const SetRow& row) {
    double height = 0;
    for (const SetText& text : row) height = std::max(height, text.Height());
    return row.empty() ? 0 : height + 2 * kCellEnds;
  }

  // How much of the first row has to stand under the header.
  double FirstSlice() const {
    const double height = HeightOf(Set(rows_[0]));
    return std::min(height, BodyHeight() / 3);
  }
  double BodyHeight() const { return flow_.frame().bottom - flow_.frame().top; }

  void DrawHeader() {
    if (header_.cells.empty()) return;
    const SetRow set = Set(header_);
    flow_.Bar({flow_.frame().left, flow_.At(), flow_.frame().width, HeightOf(set), 0.93});
    std::vector<size_t> next(set.size(), 0);
    DrawSlice(header_, set, HeightOf(set), false, &next);
    flow_.Bar({flow_.frame().left, flow_.At() - 0.8, flow_.frame().width, 0.8, 0.2});
  }

  void NextPage() {
    flow_.NewPage();
    DrawHeader();
  }

  void DrawRow(const Row& row) {
    const SetRow set = Set(row);
    const double height = HeightOf(set);
    const bool splits = height > BodyHeight() / 2;
    if (height > flow_.Room() && (!splits || flow_.Room() < kSplitLinesMin * kCell.size * 2)) {
      NextPage();
    }
    if (row.is_total) {
      flow_.Bar({flow_.frame().left, flow_.At(), flow_.frame().width, 0.6, 0.2});
    }
    std::vector<size_t> next(set.size(), 0);
    bool is_fresh = false;
    while (!DrawSlice(row, set, flow_.Room(), is_fresh, &next)) {
      NextPage();
      is_fresh = true;
    }
    flow_.Bar({flow_.frame().left, flow_.At() - 0.4, flow_.frame().width, 0.4, 0.6});
  }

  // Draws of every cell the lines that fit into `room`, at least one when `must`. True when all are
  // drawn.
  bool DrawSlice(const Row& row, const SetRow& set, double room, bool must,
                 std::vector<size_t>* next) {
    const double top = flow_.At() + kCellEnds;
    const double bottom = flow_.At() + room - kCellEnds;
    double left = flow_.frame().left;
    double reached = top;
    bool is_done = true;
    flow_.Open("TR");
    for (size_t i = 0; i < set.size(); ++i) {
      size_t& line = (*next)[i];
      double y = top;
      flow_.Open(row.cells[i].tag);
      while (line < set[i].lines.size() &&
             (y + set[i].lines[line].height <= bottom + 0.01 || (must && y == top))) {
        flow_.Line(set[i], line, left + kCellSide, y);
        y += set[i].lines[line++].height;
      }
      flow_.Close(row.cells[i].tag);
      is_done = is_done && line == set[i].lines.size();
      reached = std::max(reached, y);
      left += widths_[i];
    }
    flow_.Close("TR");
    flow_.MoveTo(reached + kCellEnds);
    return is_done;
  }

  const TypeSetter& setter_;
  PageFlow& flow_;
  const Row header_;
  const std::vector<Row>& rows_;
  std::vector<double> widths_;
};

class Blocks {
 public:
  Blocks(const TypeSetter& setter, PageFlow* flow) : setter_(setter), flow_(*flow) {}

  void operator()(const Heading& heading) const {
    const SetText text = setter_.Set(heading.text, kHeading, flow_.frame().width);
    flow_.Skip(6);
    // Never at the foot of a page: room for a few lines of what it heads.
    flow_.Need(text.Height() + 60);
    Tagged("H2", text, 0);
    flow_.Skip(4);
  }
  void operator()(const Paragraph& paragraph) const {
    if (paragraph.text.empty()) return;
    Tagged("P", setter_.Set(paragraph.text, kBody, flow_.frame().width), 0);
    flow_.Skip(kGap);
  }
  void operator()(const Items& items) const {
    flow_.Open("L");
    for (const std::string& item : items.items) {
      const SetText text = setter_.Set(item, kBody, flow_.frame().width - kIndent);
      const SetText mark = setter_.Set("•", kBody, kIndent);
      flow_.Need(std::min(text.Height(), 2 * text.lines[0].height));
      flow_.Open("LI");
      flow_.Open("Lbl");
      flow_.Line(mark, 0, flow_.frame().left + 2, flow_.At());
      flow_.Close("Lbl");
      Tagged("LBody", text, kIndent);
      flow_.Close("LI");
      flow_.Skip(3);
    }
    flow_.Close("L");
    flow_.Skip(kGap - 3);
  }
  void operator()(const Particulars& particulars) const {
    std::vector<Grid::Row> rows;
    for (const auto& [name, value] : particulars.rows) {
      rows.push_back({{{name, kLabel, "TH"}, {value, kFine}}});
    }
    Grid(setter_, &flow_, {}, rows).Draw();
    flow_.Skip(kGap);
  }
  void operator()(const Table& table) const {
    const auto style = [&table](size_t column, bool bold) {
      TypeStyle style = kCell;
      style.bold = bold;
      style.to_the_right = column >= table.first_number_column;
      return style;
    };
    Grid::Row header;
    for (size_t i = 0; i < table.header.size(); ++i) {
      header.cells.push_back({table.header[i], style(i, true), "TH"});
    }
    std::vector<Grid::Row> rows;
    for (size_t i = 0; i < table.rows.size(); ++i) {
      Grid::Row row;
      row.is_total = std::binary_search(table.total_rows.begin(), table.total_rows.end(), i);
      for (size_t column = 0; column < table.rows[i].size(); ++column) {
        row.cells.push_back({table.rows[i][column], style(column, row.is_total)});
      }
      rows.push_back(std::move(row));
    }
    Grid(setter_, &flow_, std::move(header), rows).Draw();
    flow_.Skip(kGap + 3);
  }
  void operator()(const Signature& signature) const {
    const SetText name = setter_.Set(signature.on_behalf_of, kBody, flow_.frame().width);
    std::vector<SetText> lines;
    double height = name.Height() + kSignHeight;
    for (const std::string& line : signature.lines) {
      lines.push_back(setter_.Set(line, kSmall, flow_.frame().width));
      height += lines.back().Height();
    }
    flow_.Skip(10);
    flow_.Need(height);
    Tagged("P", name, 0);
    flow_.MoveTo(flow_.At() + kSignHeight);
    flow_.Bar({flow_.frame().left, flow_.At() - 3, kSignWidth, 0.5, 0});
    for (const SetText& line : lines) Tagged("P", line, 0);
    flow_.Skip(14);
  }

 private:
  void Tagged(const char* tag, const SetText& text, double indent) const {
    flow_.Open(tag);
    flow_.Paragraph(text, flow_.frame().left + indent);
    flow_.Close(tag);
  }

  const TypeSetter& setter_;
  PageFlow& flow_;
};

// One text below the other, from the flow's place on.
void Stack(const SetText& text, double left, const char* tag, PageFlow* flow) {
  flow->Open(tag);
  flow->Block(text, left, flow->At());
  flow->Close(tag);
  flow->MoveTo(flow->At() + text.Height());
}

void Letterhead(const letter::Envelope& envelope, const TypeSetter& setter, PageFlow* flow) {
  const Frame& frame = flow->frame();
  for (size_t i = 0; i < envelope.sender.size(); ++i) {
    const bool is_last = i + 1 == envelope.sender.size();
    Stack(setter.Set(envelope.sender[i], is_last ? kSender : kAboveSender, frame.width), frame.left,
          "P", flow);
  }
  flow->MoveTo(flow->At() + 6);
  flow->Bar({frame.left, flow->At(), frame.width, 1.2, 0});
  flow->MoveTo(flow->At() + 26);
}

// The addressee on the left; date and reference on the right.
void Address(const letter::Envelope& envelope, const TypeSetter& setter, PageFlow* flow) {
  const Frame& frame = flow->frame();
  const double top = flow->At();
  const double left_width = frame.width * 0.52;
  const double right = frame.left + frame.width * 0.6;
  const double right_width = frame.width * 0.4;
  Stack(setter.Set("To", kLabel, left_width), frame.left, "P", flow);
  Stack(setter.Set(envelope.addressee, kBody, left_width), frame.left, "P", flow);
  const double reached = flow->At();
  flow->MoveTo(top);
  for (const auto& [name, value] :
       {std::pair("Date", envelope.date), std::pair("Reference", envelope.reference)}) {
    Stack(setter.Set(name, kLabel, right_width), right, "P", flow);
    Stack(setter.Set(value, kCell, right_width), right, "P", flow);
    flow->MoveTo(flow->At() + 4);
  }
  flow->MoveTo(std::max(reached, flow->At()) + 22);
}

}  // namespace

void LayOut(const letter::Letter& letter, const TypeSetter& setter, double head_top,
            PageFlow* flow) {
  flow->MoveTo(head_top);
  Letterhead(letter.envelope, setter, flow);
  Address(letter.envelope, setter, flow);
  Stack(setter.Set(letter.title, kSubject, flow->frame().width), flow->frame().left, "H1", flow);
  flow->MoveTo(flow->At() + 12);
  const Blocks blocks(setter, flow);
  for (const letter::Block& block : letter.blocks) std::visit(blocks, block);
}

}  // namespace cartera::letter_pdf
