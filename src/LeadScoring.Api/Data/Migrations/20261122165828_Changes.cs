using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadScoring.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class Changes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "contributions",
                table: "transitions",
                type: "json",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "events",
                table: "transitions",
                type: "json",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "fit_tier_after",
                table: "transitions",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "fit_tier_before",
                table: "transitions",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<long>(
                name: "position",
                table: "transitions",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "spike",
                table: "transitions",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "blocked_by",
                table: "lead_scores",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "changed_at",
                table: "lead_scores",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.Sql("UPDATE lead_scores SET changed_at = as_of");

            migrationBuilder.AddColumn<long>(
                name: "position",
                table: "lead_scores",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "spikes",
                table: "lead_scores",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.CreateTable(
                name: "feed_origin",
                columns: table => new
                {
                    id = table.Column<short>(type: "smallint", nullable: false),
                    @base = table.Column<long>(name: "base", type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feed_origin", x => x.id);
                });

            migrationBuilder.InsertData(
                table: "feed_origin",
                columns: new[] { "id", "base" },
                values: new object[] { (short)1, 0L });

            migrationBuilder.CreateIndex(
                name: "ix_transitions_position",
                table: "transitions",
                column: "position");

            migrationBuilder.CreateIndex(
                name: "ix_lead_scores_position",
                table: "lead_scores",
                column: "position");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "feed_origin");

            migrationBuilder.DropIndex(
                name: "ix_transitions_position",
                table: "transitions");

            migrationBuilder.DropIndex(
                name: "ix_lead_scores_position",
                table: "lead_scores");

            migrationBuilder.DropColumn(
                name: "contributions",
                table: "transitions");

            migrationBuilder.DropColumn(
                name: "events",
                table: "transitions");

            migrationBuilder.DropColumn(
                name: "fit_tier_after",
                table: "transitions");

            migrationBuilder.DropColumn(
                name: "fit_tier_before",
                table: "transitions");

            migrationBuilder.DropColumn(
                name: "position",
                table: "transitions");

            migrationBuilder.DropColumn(
                name: "spike",
                table: "transitions");

            migrationBuilder.DropColumn(
                name: "blocked_by",
                table: "lead_scores");

            migrationBuilder.DropColumn(
                name: "changed_at",
                table: "lead_scores");

            migrationBuilder.DropColumn(
                name: "position",
                table: "lead_scores");

            migrationBuilder.DropColumn(
                name: "spikes",
                table: "lead_scores");
        }
    }
}
