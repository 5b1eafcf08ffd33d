using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadScoring.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class Links : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "merged_into",
                table: "transitions",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string[]>(
                name: "identities",
                table: "leads",
                type: "text[]",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "link_message_id",
                table: "leads",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "linked_at",
                table: "leads",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "linked_to",
                table: "leads",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "unlinked_at",
                table: "leads",
                type: "timestamp with time zone",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "merged_into",
                table: "transitions");

            migrationBuilder.DropColumn(
                name: "identities",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "link_message_id",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "linked_at",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "linked_to",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "unlinked_at",
                table: "leads");
        }
    }
}
