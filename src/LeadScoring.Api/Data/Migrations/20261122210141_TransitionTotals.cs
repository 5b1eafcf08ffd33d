using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadScoring.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class TransitionTotals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "total_after",
                table: "transitions",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "total_before",
                table: "transitions",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            // Until now every model added the two.
            migrationBuilder.Sql("UPDATE transitions SET total_before = fit_before + behavior_before, total_after = fit_after + behavior_after");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "total_after",
                table: "transitions");

            migrationBuilder.DropColumn(
                name: "total_before",
                table: "transitions");
        }
    }
}
